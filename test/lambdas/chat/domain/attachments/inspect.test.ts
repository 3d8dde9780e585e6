import fc from 'fast-check';
import { type ContentType, contentTypes, MAX_BYTES } from '../../../../../lambdas/chat/domain/attachments/attachment';
import { inspect, textOf } from '../../../../../lambdas/chat/domain/attachments/inspect';
import { docx, gif, jpeg, pdf, png, webp, xlsx, zip } from '../../support/sample-files';

const office = 'application/vnd.openxmlformats-officedocument';
const types = {
  docx: `${office}.wordprocessingml.document`,
  xlsx: `${office}.spreadsheetml.sheet`,
} as const;
const all = Object.keys(contentTypes) as ContentType[];
const isText = (type: ContentType) => type.startsWith('text/');

const samples: readonly (readonly [ContentType, (width: number, height: number) => Buffer])[] = [
  ['image/png', png],
  ['image/gif', gif],
  ['image/jpeg', jpeg],
  ['image/webp', webp.lossy],
  ['image/webp', webp.lossless],
  ['image/webp', webp.extended],
  ['application/pdf', pdf],
  [types.docx, () => docx()],
  [types.xlsx, () => xlsx()],
];

test.each(samples)('a file of %s passes for what it is, and for nothing else', (type, make) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8000 }), fc.integer({ min: 1, max: 8000 }), (width, height) => {
      const file = make(width, height);
      expect(all.filter((each) => inspect(each, file).ok && !isText(each))).toEqual([type]);
    }),
  );
});

test.each(samples.slice(0, 6))('an image of %s is no larger than models take', (type, make) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8001, max: 16_000 }),
      fc.integer({ min: 1, max: 8000 }),
      fc.boolean(),
      (long, short, tall) => {
        const found = inspect(type, tall ? make(short, long) : make(long, short));
        expect(found).toEqual({ ok: false, problem: 'has a side of more than 8000 pixels' });
      },
    ),
  );
});

test('an image costs by its size; one without any is none', () => {
  const tokens = (width: number, height: number) => inspect('image/png', png(width, height));
  expect(tokens(900, 900)).toEqual({ ok: true, tokens: 1350 });
  expect(tokens(1, 1)).toEqual({ ok: true, tokens: 800 });
  expect(tokens(0, 10)).toMatchObject({ ok: false });
});

test.each(all)('whatever is uploaded as %s, the answer is yes or no', (type) => {
  const any = fc.uint8Array({ maxLength: 200 });
  const broken = fc
    .tuple(fc.constantFrom(...samples.map(([, make]) => make(10, 20))), fc.nat({ max: 200 }), any)
    .map(([file, at, noise]) => Buffer.concat([file.subarray(0, at), noise]));
  fc.assert(
    fc.property(fc.oneof(any, broken), (file) => {
      const found = inspect(type, file);
      expect(found.ok ? found.tokens : found.problem.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('a text is UTF-8 without a NUL, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom(...all.filter(isText)), (text, type) => {
      fc.pre(!text.includes('\0'));
      const file = Buffer.from(text);
      expect(inspect(type, file).ok).toBe(true);
      expect(textOf(type, file)).toBe(text);
      expect(inspect(type, Buffer.concat([file, Buffer.from([0])])).ok).toBe(false);
      expect(inspect(type, Buffer.concat([file, Buffer.from([0xff])])).ok).toBe(false);
    }),
  );
  expect(textOf('application/pdf', pdf())).toBeUndefined();
});

test('a text that is one to browsers as well does not pass for an image', () => {
  const script = Buffer.from('<script>alert(1)</script>');
  expect(all.filter((type) => inspect(type, script).ok).every(isText)).toBe(true);
});

test('an archive is what its directory lists: cut off, it is none, and with macros it is not taken', () => {
  const whole = docx();
  expect(inspect(types.docx, zip(['[Content_Types].xml', 'word/document.xml'], 'a comment')).ok).toBe(true);
  for (let length = 0; length < whole.length; length += 1) {
    expect(inspect(types.docx, whole.subarray(0, length)).ok).toBe(false);
  }
  expect(inspect(types.docx, docx('word/vbaProject.bin'))).toEqual({ ok: false, problem: 'has macros' });
  expect(inspect(types.docx, zip(['word/document.xml'])).ok).toBe(false);
});

test('what is empty, or larger than its kind may be, is refused before it is looked at', () => {
  expect(inspect('text/plain', Buffer.alloc(0))).toMatchObject({ problem: 'is empty' });
  const large = Buffer.concat([png(1, 1), Buffer.alloc(MAX_BYTES.image)]);
  expect(inspect('image/png', large)).toMatchObject({ problem: expect.stringMatching(/more than 3750000 bytes/) });
});
