import '../support/environment';
import * as fc from 'fast-check';
import { sha256 } from '../../../../lambdas/shared/hash';
import { createWaitingReader } from '../../../../lambdas/streaming/adapters/waiting-reader';
import { moderationLabelsResponse } from '../../../../lambdas/streaming/domain/api/moderation-labels';
import { moderationReview } from '../../../../lambdas/streaming/domain/api/moderation-reviews';
import { cascadePolicySchema } from '../../../../lambdas/streaming/domain/cascade/cascade-policy';
import { contentOf } from '../../../../lambdas/streaming/domain/cascade/content';
import { defaultPolicy } from '../../../../lambdas/streaming/domain/cascade/default-policy';
import { judgedByFilters, readyPolicy } from '../../../../lambdas/streaming/domain/cascade/judging';
import { NOW } from '../support/events';
import { type ItemTable, startItemTable } from '../support/item-table';
import { submitted, texts } from '../support/moderation';
import { reviewApi } from '../support/review-api';

let table: ItemTable;
beforeAll(async () => {
  table = await startItemTable();
});
afterAll(() => table.stop());

/** All that machines decide: a share that no policy may have, so that chance plays no part. */
const everything = { ...defaultPolicy, audit: { share: 1 } };
const day = new Date(NOW).toISOString().slice(0, 10);
const reject = { decision: 'reject', category: 'harassment', note: 'it insults somebody' };
const approve = { decision: 'approve', note: 'nothing is wrong with it' };

it('a person audits without knowing what was decided, and the decision stays', async () => {
  const { list, firstWaiting, step, submit, show, labels, ann, ben, cleo, audited, toldItems } = reviewApi(
    table,
    everything,
  );
  await submit({ content: 'c', text: texts.clean });
  expect((await list(ann)).json.reviews).toEqual([]);
  const [waiting] = (await list(ann, { queue: 'audits' })).json.reviews;
  expect(moderationReview.parse(waiting)).toMatchObject({
    ...{ status: 'audit', path: [], reasons: [], severity: 1, content: { text: texts.clean } },
  });
  expect(JSON.stringify(waiting)).not.toMatch(/approve|decided/);
  const review = await firstWaiting({ queue: 'audits' });
  const claim = await step('claim', ann, review);
  expect([claim.status, claim.json.status, claim.json.similar]).toEqual([200, 'audit', undefined]);
  expect((await step('claim', ben, review)).json.code).toBe('claimed');
  expect((await step('decision', ann, review, reject)).json).toMatchObject({
    ...{
      status: 'decided',
      verdict: { decision: 'approve', tier: 1 },
      audit: { finding: { decision: 'reject', by: 'ann' } },
    },
  });
  expect((await show('c')).json).toMatchObject({ published: true, decision: 'approve', reasons: [] });
  expect((await list(ann, { queue: 'audits' })).json.reviews).toEqual([]);
  expect((await step('claim', ben, review)).json.code).toBe('not_open');
  expect(audited.map(({ action, details }) => [action, details?.decision, details?.found])).toEqual([
    ['moderation.claimed', 'approve', undefined],
    ['moderation.audited', 'approve', 'reject'],
  ]);
  expect(toldItems).toEqual([]);
  const told = moderationLabelsResponse.parse((await labels(cleo, { day })).json).labels;
  expect(told).toMatchObject([
    {
      ...{
        source: 'audit',
        found: { decision: 'reject', category: 'harassment' },
        before: { decision: 'approve', tier: 1 },
      },
      ...{ path: [{ tier: 1, outcome: 'approve' }], content: { text: texts.clean } },
    },
  ]);
});

it('what is audited can be appealed meanwhile: then it is looked at as an appeal, by somebody else than who audited it', async () => {
  const { list, firstWaiting, step, decide, submit, appeal, ann, ben, cleo, labels } = reviewApi(table, everything);
  await submit({ content: 'audited', text: texts.rejected });
  const audited = await firstWaiting({ queue: 'audits' });
  expect((await decide(ann, audited, { ...reject, category: 'fraud' })).status).toBe(200);
  expect((await appeal('audited')).json.status).toBe('appealed');
  expect((await step('claim', ann, audited)).json.code).toBe('own_decision');
  expect((await decide(ben, audited, approve)).json).toMatchObject({ status: 'reviewed' });

  await submit({ content: 'claimed', text: texts.rejected });
  const claimed = await firstWaiting({ queue: 'audits' });
  await step('claim', ann, claimed);
  await appeal('claimed');
  expect((await step('decision', ann, claimed, approve)).json.code).toBe('not_claimed');
  expect((await list(ann, { queue: 'audits' })).json.reviews).toEqual([]);
  expect((await list(ann)).json.reviews).toHaveLength(1);
  expect((await labels(cleo, { day })).json.labels).toMatchObject([
    { source: 'appeal', found: { decision: 'approve' }, before: { decision: 'reject', tier: 1 } },
  ]);
});

it('labels are for seniors of the organisation, page by page', async () => {
  const { submit, decide, firstWaiting, labels, ann, cleo, stranger } = reviewApi(table, everything);
  const count = 53;
  for (let item = 0; item < count; item += 1) {
    await submit({ content: `c${item}`, text: texts.clean });
    await decide(ann, await firstWaiting({ queue: 'audits' }), approve);
  }
  expect((await labels(ann, { day })).json.code).toBe('senior_required');
  const first = (await labels(cleo, { day })).json;
  const second = (await labels(cleo, { day, after: first.next })).json;
  expect([first.labels.length, second.labels.length, second.next]).toEqual([50, count - 50, undefined]);
  const ids = [...first.labels, ...second.labels].map(({ content }: { content: { id: string } }) => content.id);
  expect(new Set(ids).size).toBe(count);
  expect((await labels({ ...cleo, org: stranger.org }, { day })).json).toEqual({ labels: [] });
  expect((await labels(cleo, { day, after: 'x'.repeat(2_000) })).json.code).toBe('invalid_request');
  for (const wrong of ['', '2026-02-30', 'today', '2026-1-1'])
    expect((await labels(cleo, { day: wrong })).json.detail).toContain('day: must be a day (UTC)');
});

it('nobody waits for an audit: none is overdue', async () => {
  const { submit, org } = reviewApi(table, everything);
  const waiting = async () => {
    const all = [];
    for await (const one of createWaitingReader(table.document, 'items')()) all.push(one);
    return all.length;
  };
  const before = await waiting();
  await submit({ content: 'c', text: texts.clean });
  expect(await table.store.waiting(org, 'audits', 5)).toHaveLength(1);
  expect(await waiting()).toBe(before);
});

it('draws the share of the policy, the same again for the same item, and keeps words of no other', () => {
  const share = 0.05;
  const ready = readyPolicy(cascadePolicySchema.parse({ ...defaultPolicy, audit: { share } }), sha256);
  const judged = (text: string) => judgedByFilters(contentOf(submitted({ text })), ready, NOW).case;
  const count = 4_000;
  const cases = Array.from({ length: count }, (_, index) => judged(`A walk by the lake, part ${index}`));
  const drawn = cases.filter(({ audit }) => audit);
  // Six standard deviations: by chance it happens once in some hundred million runs, and this one is always the same.
  const deviation = Math.sqrt((share * (1 - share)) / count);
  expect(Math.abs(drawn.length / count - share)).toBeLessThan(6 * deviation);
  expect(cases.filter(({ audit, content }) => (audit !== undefined) !== (content.text !== ''))).toEqual([]);
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40 }), (text) => {
      expect(judged(text)).toEqual(judged(text));
    }),
    { numRuns: 50 },
  );
  // What a person decides anyway is not audited.
  const grave = judgedByFilters(contentOf(submitted({ text: texts.grave })), readyPolicy(everything, sha256), NOW).case;
  expect([grave.status, grave.audit]).toEqual(['held', undefined]);
  expect(() => cascadePolicySchema.parse({ ...defaultPolicy, audit: { share: 0.2 } })).toThrow();
});
