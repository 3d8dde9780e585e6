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

const request = (
  { streamingUrl, signal, token }: TourContext,
  user: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<HttpAnswer> => requestTo(streamingUrl, signal, method, path, token(user), body);

/** The version of an item once it is judged. */
async function judged(context: TourContext, item: string, version = 1): Promise<Readonly<Record<string, unknown>>> {
  let last: HttpAnswer | undefined;
  await eventually(async () => {
    last = await request(context, 'alice', 'GET', `/v1/items/${item}?version=${version}`);
    return last.status === 200 && last.body.status !== 'pending';
  });
  return last?.body ?? {};
}

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
      name: 'what the filters leave open goes to a model, and to a person where that is not sure; once for each version',
      async run(context) {
        const item = `item-${newId()}`;
        const text = 'Meet me at the casino tonight';
        await submit(context, item, [
          [1, text],
          [1, text],
          [1, 'What a lovely morning at the lake'],
        ]);
        const { status, published, path } = await judged(context, item);
        assert.deepEqual([status, published], ['held', false]);
        assert.deepEqual(path, [
          { tier: 1, outcome: 'escalate' },
          { tier: 2, outcome: 'unavailable' },
          { tier: 3, outcome: 'escalate' },
        ]);
        await eventually(async () => (await parkedWith(context, item)).length > 0);
        assert.deepEqual(await parkedWith(context, item), ['version_taken']);
        const latest = await request(context, 'alice', 'GET', `/v1/items/${item}`);
        assert.equal(latest.body.status, 'held');
        return 'held for a person, and what else was sent as the same version put aside';
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
