import { verdictSchema } from '../../../../../lambdas/streaming/domain/api/live';
import { defaultPolicy } from '../../../../../lambdas/streaming/domain/cascade/default-policy';
import { judgedByFilters, judgedByModel, readyPolicy } from '../../../../../lambdas/streaming/domain/cascade/judging';
import { decided } from '../../../../../lambdas/streaming/domain/cascade/review-steps';
import { toldVerdict } from '../../../../../lambdas/streaming/domain/live/verdict';

const ready = readyPolicy(defaultPolicy, (text) => `hash of ${text.length}`);
const content = {
  ...{ org: 'acme', id: 't1', version: 2, author: 'ann', text: 'Meet me at the casino tonight', links: [], images: [] },
  ...{ trust: { ageDays: 400, rejections: 0 }, receivedAt: 1 },
};

test('who watches is told where a case stands, by which tiers, and no word of what was submitted or said of it', () => {
  const filtered = judgedByFilters(content, ready, 10);
  const held = judgedByModel(filtered, { unavailable: 'the budget is spent' }, defaultPolicy, 20).case;
  const waiting = toldVerdict(held);
  expect(waiting).toEqual({
    ...{ item: 't1', version: 2, status: 'held', tier: 3, at: 20 },
    path: [
      { tier: 1, outcome: 'escalate' },
      { tier: 3, outcome: 'unavailable' },
    ],
  });
  const claim = { by: 'bob', until: 1_000 };
  const finding = { decision: 'reject', category: 'advertising', note: 'An advertisement', reasons: [] } as const;
  const after = decided({ ...held, claim }, { userId: 'bob', isSenior: false }, finding, 30);
  if (typeof after === 'string') throw new Error(after);
  const told = toldVerdict(after);
  expect(told).toMatchObject({ status: 'decided', decision: 'reject', tier: 4, category: 'advertising', at: 30 });
  expect(told.path?.at(-1)).toEqual({ tier: 4, outcome: 'reject' });
  expect(verdictSchema.parse({ ...told, n: 1 })).toEqual({ ...told, n: 1 });
  expect(JSON.stringify([waiting, told])).not.toMatch(/casino|budget|An advertisement|ann|bob/);
});
