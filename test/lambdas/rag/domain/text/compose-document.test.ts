import fc from 'fast-check';
import { cleanCode, cleanLine, cleanText } from '../../../../../lambdas/rag/domain/text/clean-text';
import { composeDocument, MAX_CHARACTERS } from '../../../../../lambdas/rag/domain/text/compose-document';
import { rawBlocks } from '../../support/block-structures';

test('offsets point at what each block says, in order, with nothing but line ends between', () => {
  fc.assert(
    fc.property(rawBlocks, (raw) => {
      const { text, blocks } = composeDocument({ blocks: raw });
      expect(blocks).toHaveLength(raw.length);
      let end = 0;
      for (const [at, block] of blocks.entries()) {
        const { kind = 'paragraph', text: own = '' } = raw[at] ?? {};
        const clean = kind === 'code' ? cleanCode : kind === 'heading' ? cleanLine : cleanText;
        expect(text.slice(block.start, block.end)).toBe(clean(own));
        expect(text.slice(end, block.start)).toMatch(at === 0 ? /^$/ : /^\n\n?$/);
        end = block.end;
      }
      expect(text.length).toBe(end);
    }),
  );
});

test('blocks without text are none, and the first heading is the title of what has no other', () => {
  const blocks = [
    { kind: 'paragraph', text: ' \u200B ' },
    { kind: 'heading', level: 9, text: 'Leave\npolicy' },
  ] as const;
  expect(composeDocument({ blocks })).toMatchObject({
    title: 'Leave policy',
    text: 'Leave policy',
    blocks: [{ kind: 'heading', level: 6, start: 0, end: 12 }],
  });
  expect(composeDocument({ title: ' Own\n title', blocks }).title).toBe('Own title');
});

test('a heading of hundreds of letters is a paragraph', () => {
  const { blocks } = composeDocument({ blocks: [{ kind: 'heading', level: 1, text: 'word '.repeat(100) }] });
  expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph']);
});

test('items of a list follow each other closely', () => {
  const item = (text: string) => ({ kind: 'list-item', text }) as const;
  expect(composeDocument({ blocks: [item('- a'), item('- b'), { kind: 'paragraph', text: 'c' }] }).text).toBe(
    '- a\n- b\n\nc',
  );
});

test('more text than is taken is refused before it is laid out', () => {
  const line = 'x'.repeat(MAX_CHARACTERS / 4);
  let asked = 0;
  const endless = (function* () {
    for (;;) {
      asked += 1;
      yield { kind: 'paragraph', text: line } as const;
    }
  })();
  expect(() => composeDocument({ blocks: endless })).toThrow(expect.objectContaining({ code: 'too_large' }));
  expect(asked).toBeLessThan(6);
});
