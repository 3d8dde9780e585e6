import fc from 'fast-check';
import { loadTokenCounter } from '../../../../lambdas/rag/extract/tokens';

test.each([
  ['', 0],
  ['hello world', 2],
  ['The quick brown fox jumps over the lazy dog.', 10],
  ['tokenization', 2],
])('%j has %d tokens', async (text, tokens) => {
  expect((await loadTokenCounter())(text)).toBe(tokens);
});

test('what looks like a control token is text', async () => {
  expect((await loadTokenCounter())('<|endoftext|>')).toBeGreaterThan(1);
});

test('a megabyte without a blank is counted, and in time that does not grow with its square', async () => {
  const count = await loadTokenCounter();
  const tokens = count('a'.repeat(1_000_000));
  expect(tokens).toBeGreaterThan(100_000);
  expect(tokens).toBeLessThan(200_000);
  expect(count(`x${' '.repeat(100_000)}y`)).toBeLessThan(10_000);
});

test('a text has some tokens and no more than bytes', async () => {
  const count = await loadTokenCounter();
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }), (text) => {
      expect(count(text)).toBeGreaterThan(0);
      expect(count(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
    }),
  );
});
