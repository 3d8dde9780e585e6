import fc from 'fast-check';
import { bill } from '../../../../lambdas/chat/domain/bill';
import { defaultChatConfig } from '../../../../lambdas/chat/domain/chat-config';
import { costMicroUsd, highestPrices } from '../../../../lambdas/chat/domain/cost';

const lite = { inputPerMTok: 0.06, outputPerMTok: 0.24, cachedPerMTok: 0.015 };
const pro = { inputPerMTok: 0.8, outputPerMTok: 3.2, cachedPerMTok: 0.2 };
const config = defaultChatConfig([
  { id: 'lite', bedrockModelId: 'b.lite', prices: lite },
  { id: 'pro', bedrockModelId: 'b.pro', prices: pro },
]);

test('a million tokens cost their price, and cached ones theirs', () => {
  const tokens = { inputTokens: 2_000_000, outputTokens: 1_000_000, cachedTokens: 1_000_000 };
  expect(costMicroUsd([{ tokens, prices: lite }])).toBe(60_000 + 15_000 + 240_000);
});

test('what goes into a cache costs its own price, or that of other input', () => {
  const tokens = { inputTokens: 3_000_000, outputTokens: 0, cachedTokens: 1_000_000, cacheWriteTokens: 1_000_000 };
  expect(costMicroUsd([{ tokens, prices: lite }])).toBe(60_000 + 15_000 + 60_000);
  expect(costMicroUsd([{ tokens, prices: { ...lite, cacheWritePerMTok: 0.075 } }])).toBe(60_000 + 15_000 + 75_000);
});

test('a reservation covers a request that is written into a cache as a whole', () => {
  const dear = { ...lite, cacheWritePerMTok: 0.075 };
  const priced = defaultChatConfig([{ id: 'dear', bedrockModelId: 'b.dear', prices: dear }]);
  expect(highestPrices(priced, 'dear', 'free').inputPerMTok).toBe(0.075);
});

test('is the exact sum, rounded up once', () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });
  const price = fc.integer({ min: 0, max: 100_000_000 });
  const part = fc.record({ inputTokens: count, outputTokens: count, input: price, output: price });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const exact = parts.reduce(
        (sum, { inputTokens, outputTokens, input, output }) =>
          sum + BigInt(inputTokens) * BigInt(input) + BigInt(outputTokens) * BigInt(output),
        0n,
      );
      const cost = costMicroUsd(
        parts.map(({ input, output, ...tokens }) => ({
          tokens: { ...tokens, cachedTokens: 0 },
          prices: { inputPerMTok: input / 1e6, outputPerMTok: output / 1e6, cachedPerMTok: 0 },
        })),
      );
      expect(BigInt(cost)).toBe((exact + 999_999n) / 1_000_000n);
    }),
  );
});

test('bills each target at its own price, and one that is gone at the most its model may cost', () => {
  const spent = [
    { target: 'pro', inputTokens: 1000, outputTokens: 100, estimated: true },
    { target: 'lite', inputTokens: 1100, outputTokens: 50, cachedTokens: 1000, estimated: false },
  ];
  expect(bill(config, { model: 'pro', tier: 'paid', spent })).toEqual({
    inputTokens: 2100,
    outputTokens: 150,
    cachedTokens: 1000,
    costMicroUsd: Math.ceil(800 + 320 + 6 + 15 + 12),
  });
  const gone = [{ target: 'gone', inputTokens: 1000, outputTokens: 0, estimated: false }];
  expect(bill(config, { model: 'lite', tier: 'free', spent: gone }).costMicroUsd).toBe(60);
  expect(highestPrices(config, 'pro', 'free')).toEqual(pro);
});
