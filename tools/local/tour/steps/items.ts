import assert from 'node:assert/strict';
import { newId } from '../answer';
import { eventually } from '../documents';
import { sendEvents } from '../events';
import { assertError, type HttpAnswer, requestTo } from '../http';
import type { StepGroup, TourContext } from '../step';
import { parkedWith } from './events';

const trusted = { ageDays: 400, rejections: 0 };

/** Submits versions of an item, each with its text. */
export async function submit(context: TourContext, content: string, texts: readonly (readonly [number, string])[]) {
  const events = texts.map(([version, text]) => ({
    ...{ id: newId(), type: 'content.submitted', version: 2, occurredAt: new Date().toISOString() },
    data: { user: 'author', content, version, text, author: trusted },
  }));
  const { status, body } = await sendEvents(context, { events });
  assert.equal(status, 202, JSON.stringify(body));
}

export const request = (
  { streamingUrl, signal, token }: TourContext,
  user: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<HttpAnswer> => requestTo(streamingUrl, signal, method, path, token(user), body);

/** The version of an item once it is judged. */
export async function judged(
  context: TourContext,
  item: string,
  version = 1,
): Promise<Readonly<Record<string, unknown>>> {
  let last: HttpAnswer | undefined;
  await eventually(async () => {
    last = await request(context, 'alice', 'GET', `/v1/items/${item}?version=${version}`);
    return last.status === 200 && last.body.status !== 'pending';
  });
  return last?.body ?? {};
}

/** Name of the endpoint of tier 2 that items are judged by, where there is one. */
function classifierOf({ laptop }: TourContext): string | undefined {
  const moderate = laptop.core.resources
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => properties.Description === 'Streaming: judges what is submitted, each version once');
  const { Variables = {} } = (moderate?.properties.Environment ?? {}) as { Variables?: Record<string, string> };
  return Variables.CLASSIFIER_ENDPOINT_NAME;
}

/** An item with this text, decided in tier 2; submitted again as another where a busy machine made that late. */
async function classified(context: TourContext, text: string): Promise<Readonly<Record<string, unknown>>> {
  let last: Readonly<Record<string, unknown>> = {};
  await eventually(async () => {
    const item = `item-${newId()}`;
    await submit(context, item, [[1, text]]);
    last = await judged(context, item);
    return (last.path as readonly { readonly tier: number }[]).length === 2;
  });
  return last;
}

interface Policy {
  readonly filters: { readonly patterns: readonly { readonly id: string }[] };
}

/** The one pattern of tours: one that is over leaves none behind the next. */
const OWN_WORD = 'tour-word';

interface Waiting {
  readonly review: string;
  readonly content: { readonly id: string };
}

/** The review of an item, once it waits. */
export async function reviewOf(context: TourContext, item: string): Promise<string> {
  let found: Waiting | undefined;
  await eventually(async () => {
    const { body } = await request(context, 'bob', 'GET', '/v1/moderation/reviews');
    found = (body.reviews as readonly Waiting[]).find(({ content }) => content.id === item);
    return found !== undefined;
  });
  return `/v1/moderation/reviews/${found?.review}`;
}

export async function decide(
  context: TourContext,
  user: string,
  review: string,
  decision: unknown,
): Promise<HttpAnswer> {
  const claim = await request(context, user, 'POST', `${review}/claim`, {});
  assert.equal(claim.status, 200, JSON.stringify(claim.body));
  return request(context, user, 'POST', `${review}/decision`, decision);
}

/** What the schedule does every five minutes, as of some minutes from now. */
async function watchReviews({ laptop }: TourContext, minutes: number): Promise<Readonly<Record<string, unknown>>> {
  const { resources, functions } = laptop.core;
  const watcher = resources
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => properties.Description === 'Streaming: looks how long reviews wait');
  const result = await functions.invoke(watcher?.ref ?? '', {
    time: new Date(Date.now() + minutes * 60_000).toISOString(),
  });
  assert.ok(result.ok, result.ok ? '' : result.errorMessage);
  return result.payload as Readonly<Record<string, unknown>>;
}

export const items: StepGroup = {
  name: 'items',
  needs: 'StreamingApiUrl',
  steps: [
    {
      name: 'what is submitted is judged, each version by itself, and its author is told why in plain words',
      async run(context) {
        const item = `item-${newId()}`;
        await submit(context, item, [
          [2, 'Get your free crypto giveaway now'],
          [1, 'What a lovely morning at the lake'],
        ]);
        const first = await judged(context, item);
        assert.deepEqual([first.decision, first.published], ['approve', true]);
        const second = await judged(context, item, 2);
        assert.deepEqual([second.decision, second.published], ['reject', false]);
        const [reason] = second.reasons as readonly { readonly message: string }[];
        assert.equal(reason?.message, 'It was not published because it tries to get money or passwords by deceit.');
        assertError(await request(context, 'carol', 'GET', `/v1/items/${item}`), 404, 'item_not_found');
        return 'one version published, the other not';
      },
    },
    {
      name: 'what the filters leave open goes to the classifier, where it is not sure to a model, and then to a person; once for each version',
      async run(context) {
        const item = `item-${newId()}`;
        const text = 'Write me on telegram if you want to earn more';
        await submit(context, item, [
          [1, text],
          [1, text],
          [1, 'What a lovely morning at the lake'],
        ]);
        const { status, published, path } = await judged(context, item);
        assert.deepEqual([status, published], ['held', false]);
        const tiers = (path as readonly { readonly tier: number }[]).map(({ tier }) => tier);
        assert.deepEqual(tiers, classifierOf(context) ? [1, 2, 3] : [1, 3]);
        await eventually(async () => (await parkedWith(context, item)).length > 0);
        assert.deepEqual(await parkedWith(context, item), ['version_taken']);
        const latest = await request(context, 'alice', 'GET', `/v1/items/${item}`);
        assert.equal(latest.body.status, 'held');
        return 'held for a person, and what else was sent as the same version put aside';
      },
    },
    {
      name: 'the classifier approves what it finds harmless, and rejects what it is sure of',
      async run(context) {
        const endpoint = classifierOf(context);
        if (!endpoint) return 'the stage has none';
        const fine = await classified(context, 'Meet me at the casino tonight');
        assert.deepEqual([fine.decision, fine.published], ['approve', true]);
        const bad = await classified(context, 'What a pathetic idiot you are');
        assert.deepEqual([bad.decision, bad.published], ['reject', false]);
        const [reason] = bad.reasons as readonly { readonly message: string }[];
        assert.equal(reason?.message, 'It was not published because it insults or humiliates somebody.');
        return `${endpoint} published one and rejected another; no model was asked`;
      },
    },
    {
      name: 'what items are judged by is drafted, approved by a senior who has not written it, and holds within seconds',
      async run(context) {
        const policy = (user: string, method: string, path = '', body?: unknown) =>
          request(context, user, method, `/v1/moderation/policy${path}`, body);
        const word = `turnip${newId().slice(-8).toLowerCase().replaceAll(/[0-9]/g, 'x')}`;
        const { current } = (await policy('bob', 'GET')).body as { current: { policy: Policy } };
        const { filters } = current.policy;
        const own = { id: OWN_WORD, text: word, category: 'goods', action: 'reject' };
        const patterns = [...filters.patterns.filter(({ id }) => id !== OWN_WORD), own];
        const wanted = { ...current.policy, filters: { ...filters, patterns } };
        const draft = await policy('bob', 'PUT', '/draft', wanted);
        assert.equal(draft.status, 200, JSON.stringify(draft.body));
        const { version } = draft.body;
        assertError(await policy('dave', 'POST', '/draft/approval', { version }), 403, 'senior_required');
        const approved = await policy('erin', 'POST', '/draft/approval', { version });
        assert.equal(approved.status, 200, JSON.stringify(approved.body));
        const versionUrl = `/versions/${version}`;
        assert.deepEqual((await policy('bob', 'GET', versionUrl)).body.policy, approved.body.policy);
        let verdict: Readonly<Record<string, unknown>> = {};
        await eventually(async () => {
          const item = `item-${newId()}`;
          await submit(context, item, [[1, `A fine ${word} of mine`]]);
          verdict = await judged(context, item);
          return verdict.decision === 'reject';
        });
        assert.equal((verdict.policy as { readonly version: number }).version, version);
        assertError(await policy('bob', 'PUT', '/draft', { ...wanted, rules: [] }), 400, 'invalid_request');
        return `version ${version} rejected what version ${Number(version) - 1} published`;
      },
    },
    {
      name: 'what waits for a person for longer than it should is told, by how grave it is',
      async run(context) {
        const item = `item-${newId()}`;
        await submit(context, item, [[1, 'you should kill yourself']]);
        await reviewOf(context, item);
        const [now, later] = [await watchReviews(context, 0), await watchReviews(context, 500)];
        assert.ok(Number(now.waiting) > 0 && Number(later.overdue) > 0, JSON.stringify({ now, later }));
        assert.ok(Number((later.oldestMinutes as Readonly<Record<string, number>>)['5']) >= 499, JSON.stringify(later));
        return `${now.waiting} waiting; ${later.overdue} overdue in 500 minutes`;
      },
    },
    {
      name: 'what is grave waits for a person; an appeal goes to another one, and a second one to a senior',
      async run(context) {
        const item = `item-${newId()}`;
        await submit(context, item, [[1, 'you should kill yourself']]);
        const held = await judged(context, item);
        assert.deepEqual([held.status, held.published], ['held', false]);
        const review = await reviewOf(context, item);
        const rejection = { decision: 'reject', category: 'danger', note: 'Encourages self-harm' };
        assert.equal((await decide(context, 'bob', review, rejection)).status, 200);
        const appeal = (reason: string) => request(context, 'alice', 'POST', `/v1/items/${item}/appeal`, { reason });
        assert.equal((await appeal('It is a line of a song')).body.status, 'appealed');
        assertError(await request(context, 'bob', 'POST', `${review}/claim`, {}), 403, 'own_decision');
        assert.equal((await decide(context, 'dave', review, rejection)).status, 200);
        assert.equal((await appeal('It really is a song')).body.status, 'escalated');
        const approval = { decision: 'approve', note: 'A line of a song, quoted' };
        assert.equal((await decide(context, 'erin', review, approval)).body.status, 'final');
        assert.equal((await judged(context, item)).published, true);
        assertError(await request(context, 'alice', 'GET', '/v1/moderation/reviews'), 403, 'forbidden');
        return 'rejected by bob and by dave on appeal, published by erin';
      },
    },
  ],
};
