import fc from 'fast-check';
import type { RawBlock } from '../../../../lambdas/rag/domain/text/block';

const word = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-z]{1,10}$/) },
  { weight: 2, arbitrary: fc.constantFrom('Zürich', 'café', 'naïve', '3.14', 'e.g.', 'Dr.', '東京', '😀', 'a-b') },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9/+]{50,120}$/) },
);
const sentence = fc
  .array(word, { minLength: 1, maxLength: 25 })
  .map((words) => `${words.join(' ').replace(/^./u, (first) => first.toUpperCase())}.`);
const prose = fc.array(sentence, { minLength: 1, maxLength: 12 }).map((sentences) => sentences.join(' '));
const page = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });

/** Blocks as a reader of any format may find them. */
export const rawBlocks: fc.Arbitrary<RawBlock[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('heading' as const),
        level: fc.integer({ min: 1, max: 6 }),
        text: fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' ')),
        page,
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('paragraph' as const), text: prose, page }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('list-item' as const, 'table-row' as const, 'code' as const),
        text: fc.array(sentence, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n  ')),
        page,
      }),
    },
  ),
  { minLength: 1, maxLength: 25 },
);
