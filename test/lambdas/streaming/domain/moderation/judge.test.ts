import fc from 'fast-check';
import { judge } from '../../../../../lambdas/streaming/domain/moderation/judge';
import { toHex } from '../../../../../lambdas/streaming/domain/moderation/known/bits';
import { checkOf } from '../../../../../lambdas/streaming/domain/moderation/known/fingerprint';
import { type Pixels, perceptualHash } from '../../../../../lambdas/streaming/domain/moderation/known/perceptual-hash';
import { simHash } from '../../../../../lambdas/streaming/domain/moderation/known/simhash';
import { normalise } from '../../../../../lambdas/streaming/domain/moderation/text/normalise';
import { compiled, judgeText, sha256 } from './support';

const usual = compiled();
const decided = (text: string) => judgeText(text, usual).decision;

test.each([
  ...[
    'buy viagra here',
    'V.I.A.G.R.A now',
    'v 1 a g r a',
    'free  CRYPTO giveaway!',
    'get #freecryptogiveaway',
    'ｃｉａｌｉｓ',
  ],
  ...[
    'ci\u00adal\u200dis',
    'c!al!s',
    'ci@lis',
    'v*agra',
    'cia\u0336lis',
    'ciiiialis',
    'see http://malware.test/x',
    'hxxps://a.malware[.]test',
  ],
  ...['http://paypal.com@malware.test/'],
])('%s is rejected', (text) => expect(decided(text)).toBe('reject'));

test.each([
  ...[
    'a bet is a bet',
    'сіаlіѕ',
    'viagraa',
    'scam warning: they sell viagra',
    'what does "viagra" mean',
    'via-gra',
    'http://short.test/a',
  ],
  ...['https://paypa1-login.test/', 'xn--pypal-4ve.test', 'words that miх alphаbets', '', '   '],
])('%s is held', (text) => expect(decided(text)).toBe('escalate'));

test.each([
  ...[
    'the specialist and the socialist',
    'Viagrande in Sicily',
    'alphabet, better, diabetes',
    'free lunch, crypto talk, giveaway',
    'https://en.example.org/a',
  ],
  ...[
    'call 7:30 on 12/03/2024',
    '8375 0123 1337',
    'C++ (or C#) costs $5!',
    'Вчера сор убрали',
    'Tシャツを買いました。',
    'a b c d e',
    'first-class e.g. this',
    'i.e. no. 5',
  ],
  ...['for (let i = 0; i < 10; i++) a[i] = b[i];', 'naïve café', '👩‍🍳 ❤️ 🇳🇱', 'https://www.paypal.com/signin'],
])('%s is approved', (text) => expect(judgeText(text, usual)).toMatchObject({ decision: 'approve', reasons: [] }));

test('no text whatever makes it throw, lone surrogates included', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map((codes) => String.fromCharCode(...codes)),
    fc
      .array(fc.constantFrom('v', 'i', 'a', 'g', 'r', '*', '.', ' ', '!', '@', '\n', 'dot', '://', '[', '\ud83d'), {
        maxLength: 200,
      })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const { decision, path, reasons } = judgeText(text, usual);
      expect(path).toHaveLength(7);
      expect(reasons.length > 0).toBe(decision !== 'approve');
    }),
    { numRuns: 2_000 },
  );
});

test('characters that cannot be seen never change a decision', () => {
  const hidden = fc.constantFrom('\u200b', '\u200d', '\u2060', '\u00ad', '\ufeff', '\u{e0061}', '\ufe0f');
  const texts = fc.constantFrom(
    'buy viagra here',
    'a walk by the harbour',
    'v i a g r a',
    'free crypto giveaway',
    'the specialist',
    'сіаlіѕ',
    'a bet',
  );
  fc.assert(
    fc.property(texts, fc.array(fc.tuple(fc.nat(30), hidden), { maxLength: 12 }), (text, insertions) => {
      const characters = [...text];
      for (const [at, character] of insertions) characters.splice(at, 0, character);
      const changed = characters.join('');
      expect(decided(changed)).toBe(decided(text));
    }),
  );
});

test('a verdict names its path, what was found where, the policy, and why in plain words', () => {
  const text = 'Get 𝓿1agra now';
  const verdict = judgeText(text, usual);
  expect(verdict.path.map(({ filter, outcome }) => `${filter} ${outcome}`)).toEqual([
    ...[
      'known-hashes clear',
      'image-labels clear',
      'patterns reject',
      'links clear',
      'spam clear',
      'scripts clear',
      'author clear',
    ],
  ]);
  expect(verdict.reasons).toEqual([
    {
      code: 'words',
      policyId: 'rules/1',
      message: 'It was not published because it offers what may not be offered here.',
    },
  ]);
  const [finding] = verdict.findings;
  expect(finding).toMatchObject({ by: 'viagra', undone: ['leetspeak'] });
  expect(text.slice(finding?.span?.from, finding?.span?.to)).toBe('𝓿1agra');
  expect(verdict.policy).toEqual({ id: 'test', version: 7, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test('authors that are new or were rejected, files, and texts too long to be judged are held', () => {
  const held = (item: object) =>
    judge({ itemId: 'i', text: 'a walk', author: { ageDays: 9, rejections: 0 }, ...item }, usual).reasons.map(
      ({ code }) => code,
    );
  expect(held({ author: { ageDays: 0, rejections: 0 } })).toEqual(['new-author']);
  expect(held({ author: { ageDays: Number.NaN, rejections: 3 } })).toEqual(['new-author', 'rejected-author']);
  expect(held({ files: [{ sha256: 'f'.repeat(64) }] })).toEqual(['file-not-judged']);
  expect(held({ text: 'a '.repeat(4_000) })).toEqual(['not-judged']);
});

const known =
  'Dear friend I have a large sum to share with you please answer today with your account and your name so that we can begin at once';
const goods = { category: 'goods', action: 'reject' };

test('known texts are known however they are disguised, and texts much like them by most of their words', () => {
  const words = usual.matcher(known).words;
  const [check, bits] = [checkOf(words), toHex(simHash(words) ?? { high: 0, low: 0 })];
  const exact = compiled({
    known: { ...usual.policy.known, texts: [{ sha256: sha256(normalise(known).text), check, ...goods }] },
  });
  expect(judgeText(`  ${known.toUpperCase().replaceAll(' ', ', ')}!`, exact).reasons[0]?.code).toBe('known-text');
  const near = compiled({
    known: { ...usual.policy.known, nearTexts: { within: 7, hashes: [{ simHash: bits, ...goods }] } },
  });
  expect(judgeText(known.replaceAll('o', '0'), near).reasons[0]?.code).toBe('near-known-text');
  expect(
    judgeText(
      'We walked along the harbour for an hour and then had soup at the old mill with all of the others from school',
      near,
    ).decision,
  ).toBe('approve');
});

test('images are known by their look when they are scaled or brighter, and files by their bytes', () => {
  const drawn = (size: number, brighter: number) => ({
    ...{ width: size, height: size },
    grey: Array.from({ length: size * size }, (_, at) => {
      const [x, y] = [(at % size) / size, Math.floor(at / size) / size];
      return 100 + brighter + 80 * Math.sin(9 * x + 4 * y * y) * Math.cos(5 * y);
    }),
  });
  const hash = toHex(perceptualHash(drawn(64, 0)));
  const [bad, good] = ['a'.repeat(64), 'b'.repeat(64)];
  const by = compiled({
    known: {
      ...usual.policy.known,
      files: [
        { sha256: bad, ...goods },
        { sha256: good, category: 'goods', action: 'approve' },
      ],
      nearImages: { within: 7, hashes: [{ perceptualHash: hash, ...goods }] },
    },
  });
  const judged = (file: object) =>
    judge({ itemId: 'i', files: [{ sha256: 'c'.repeat(64), ...file }], author: { ageDays: 9, rejections: 0 } }, by);
  const looks = (pixels: Pixels) => judged({ perceptualHash: perceptualHash(pixels) }).reasons[0]?.code;
  expect(looks(drawn(200, 30))).toBe('near-known-image');
  expect(looks({ width: 8, height: 8, grey: Array.from({ length: 64 }, (_, at) => at * 3) })).toBe('file-not-judged');
  expect([judged({ sha256: bad }).decision, judged({ sha256: good }).decision]).toEqual(['reject', 'approve']);
});
