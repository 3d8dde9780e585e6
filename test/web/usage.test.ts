import { usageOf, usdOf } from '../../web/client/usage';

const account = (used: number, limit?: number) => ({
  month: { tokens: { used, limit }, costUsd: { used: used / 1000, limit: limit && limit / 1000 } },
});

test('what is used and what a month allows, of the person and of their organisation', () => {
  expect(usageOf({ user: account(10, 100), org: account(50) })).toEqual({
    user: { tokens: { used: 10, limit: 100 }, cost: { used: 0.01, limit: 0.1 } },
    org: { tokens: { used: 50 }, cost: { used: 0.05 } },
  });
});

test.each([undefined, {}, { user: account(1) }, { user: account(1), org: { month: { tokens: {} } } }])(
  'nothing is shown of what is not known: %j',
  (body) => expect(usageOf(body)).toBeUndefined(),
);

test.each([
  [10_000, '$10,000.00'],
  [4.5, '$4.50'],
  [0.000742, '$0.0007'],
])('%d USD are read as %s', (amount, text) => expect(usdOf(amount)).toBe(text));
