import { type RecognisedBlock, scannedDocument } from '../../../../lambdas/rag/extract/scanned';

const line = (
  page: number,
  row: number,
  text: string,
  { height = 0.012, left = 0.1, confidence = 98 } = {},
): RecognisedBlock => ({
  BlockType: 'LINE',
  Page: page,
  Text: text,
  Confidence: confidence,
  Geometry: { BoundingBox: { Top: 0.1 + row * 0.016, Left: left, Height: height, Width: 0.5 } },
});

test('lines of each page become its paragraphs; words and pages are left aside', () => {
  const { text, blocks, ...rest } = scannedDocument(
    [
      { BlockType: 'PAGE', Page: 1 },
      line(1, 0, 'Contract of work', { height: 0.03 }),
      line(1, 4, 'The work is done by the con-'),
      line(1, 5, 'tractor at the agreed price.', { height: 0.0135 }),
      { BlockType: 'WORD', Page: 1, Text: 'The' },
      line(1, 6, '~ .', { confidence: 12 }),
      line(3, 0, 'It is signed by both.'),
    ],
    3,
  );
  expect(blocks.map(({ kind, page, start, end }) => [kind, page, text.slice(start, end)])).toEqual([
    ['heading', 1, 'Contract of work'],
    ['paragraph', 1, 'The work is done by the contractor at the agreed price.'],
    ['paragraph', 3, 'It is signed by both.'],
  ]);
  expect(rest).toMatchObject({
    title: 'Contract of work',
    pages: 3,
    pagesWithoutText: [2],
    language: 'en',
    scanned: false,
  });
});

test('pages on which nothing was recognised say so', () => {
  expect(() => scannedDocument([{ BlockType: 'PAGE', Page: 1 }], 1)).toThrow(
    expect.objectContaining({ code: 'no_text' }),
  );
});
