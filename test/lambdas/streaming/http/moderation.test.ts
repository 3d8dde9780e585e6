import '../support/environment';
import { itemResponse } from '../../../../lambdas/streaming/domain/api/items';
import { moderationReviewsResponse } from '../../../../lambdas/streaming/domain/api/moderation-reviews';
import { type ItemTable, startItemTable } from '../support/item-table';
import { texts } from '../support/moderation';
import { reviewApi } from '../support/review-api';

let table: ItemTable;
beforeAll(async () => {
  table = await startItemTable();
});
afterAll(() => table.stop());

const setUp = () => reviewApi(table);

const reject = { decision: 'reject', category: 'danger', note: 'a threat' };
const approve = { decision: 'approve', note: 'a quotation' };

it('an author is told where an item stands and why, in plain words, and nothing of how it was found', async () => {
  const { show, submit, stranger } = setUp();
  expect((await show('a/b')).status).toBe(404);
  await submit({ content: 'a/b', text: texts.rejected });
  const { json } = await show('a/b');
  expect(itemResponse.parse(json)).toMatchObject({
    ...{ id: 'a/b', version: 1, status: 'decided', decision: 'reject', published: false },
    standing: 'It was not published. You can appeal: somebody else then looks at it.',
    path: [{ tier: 1, outcome: 'reject' }],
    policy: { id: 'blueprint', version: 0 },
  });
  expect(json.reasons[0]).toMatchObject({
    message: 'It was not published because it tries to get money or passwords by deceit.',
  });
  expect(JSON.stringify(json)).not.toMatch(/giveaway/);
  expect((await show('a/b', stranger)).json.code).toBe('item_not_found');
});

it('tells the version that is asked for', async () => {
  const { show, submit, author } = setUp();
  await submit({ content: 'c', version: 2, text: texts.clean });
  await submit({ content: 'c', version: 1, text: texts.grave });
  expect((await show('c')).json).toMatchObject({ version: 2, published: true, standing: 'It is published.' });
  expect((await show('c', author, { version: '1' })).json).toMatchObject({ status: 'held', published: false });
  expect((await show('c', author, { version: '3' })).status).toBe(404);
  expect((await show('c', author, { version: 'x' })).json.code).toBe('invalid_request');
});

it('what is held is reviewed, appealed to another person, and then to a senior', async () => {
  const { show, appeal, list, decide, step, submit, firstWaiting, audited, ...people } = setUp();
  const { ann, ben, cleo, author } = people;
  await submit({ content: 'c', text: texts.grave });
  expect((await appeal('c')).json.code).toBe('not_decided');
  const review = await firstWaiting();
  const reviews = moderationReviewsResponse.parse((await list(ann)).json).reviews;
  expect(reviews).toMatchObject([{ severity: 5, status: 'held', content: { text: texts.grave, author: 'u1' } }]);

  expect((await step('claim', author, review)).json.code).toBe('own_item');
  expect((await step('decision', ann, review, reject)).json.code).toBe('not_claimed');
  expect((await decide(ann, review, reject)).status).toBe(200);
  expect((await show('c')).json).toMatchObject({
    decision: 'reject',
    reasons: [{ code: 'reviewer', policyId: 'rules/1', message: expect.stringContaining('threatens people') }],
  });
  expect((await list(cleo)).json.reviews).toEqual([]);

  expect((await appeal('c')).json).toMatchObject({ status: 'appealed', published: false });
  expect((await appeal('c')).json.code).toBe('already_appealed');
  expect((await decide(ann, review, approve)).json.code).toBe('own_decision');
  expect((await decide(ben, review, reject)).json).toMatchObject({ status: 'reviewed' });

  expect((await appeal('c', { version: 1, reason: 'Please look again' })).json.status).toBe('escalated');
  expect((await list(ben)).json.reviews).toEqual([]);
  expect((await list(ben, { queue: 'senior-moderators' })).json.code).toBe('senior_required');
  expect(await firstWaiting({ queue: 'senior-moderators' })).toBe(review);
  expect((await decide(cleo, review, approve)).json.status).toBe('final');
  expect((await show('c')).json).toMatchObject({ published: true, decision: 'approve', reasons: [] });
  expect((await appeal('c')).json.code).toBe('final_decision');
  expect(audited.map(({ action }) => action)).toEqual([
    ...['moderation.claimed', 'moderation.decided', 'item.appealed', 'moderation.claimed', 'moderation.decided'],
    ...['item.appealed', 'moderation.claimed', 'moderation.decided'],
  ]);
  expect(JSON.stringify(audited)).not.toMatch(/threat|song|quotation/);
});

it('reviews are for moderators of the organisation, and for no machine', async () => {
  const { list, step, submit, firstWaiting, nobody, machine, stranger, ann, ben } = setUp();
  await submit({ content: 'c', text: texts.grave });
  for (const who of [nobody, machine]) expect((await list(who)).json.code).toBe('forbidden');
  expect((await list(stranger)).json.reviews).toEqual([]);
  const review = await firstWaiting();
  expect((await step('claim', stranger, review)).status).toBe(404);
  expect((await step('claim', ann, 'nonsense')).status).toBe(404);
  expect((await step('claim', ann, review)).status).toBe(200);
  expect((await step('claim', ben, review)).json.code).toBe('claimed');
  expect((await list(ann, { queue: 'all' })).json.detail).toBe(
    'queue: must be moderators or senior-moderators or audits',
  );
});

it.each<[string, unknown, string]>([
  ['a rejection without its rule', { decision: 'reject', note: 'a threat' }, 'category: must be the rule'],
  ['an approval with one', { ...approve, category: 'danger' }, 'category: must be the rule'],
  ['a rule that there is not', { ...reject, category: 'other' }, 'category: must be danger or harassment'],
  ['no reason for others', { decision: 'approve', note: ' ' }, 'note: must have a length of at least 3'],
])('refuses %s', async (_, body, detail) => {
  const { step, submit, firstWaiting, ann } = setUp();
  await submit({ content: 'c', text: texts.grave });
  const review = await firstWaiting();
  await step('claim', ann, review);
  const answer = await step('decision', ann, review, body);
  expect(answer.status).toBe(400);
  expect(answer.json.detail).toContain(detail);
});
