import { balanceLine } from '../../../tools/chat/balance';

test('what remains of the month, of the person and of their organisation', () => {
  const user = { tokens: { used: 1_000, limit: 5_000 }, cost: { used: 0.5, limit: 5 } };
  const org = { tokens: { used: 10, limit: 5 }, cost: { used: 3 } };
  expect(balanceLine({ user, org })).toBe(
    'left this month: 4,000 of 5,000 tokens and $4.50 of $5.00; of your organisation 0 of 5 tokens and unlimited',
  );
  expect(balanceLine(undefined)).toBeUndefined();
});
