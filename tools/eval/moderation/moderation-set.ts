import type { Item } from '../../../lambdas/streaming/domain/moderation/verdict';
import { violations } from './block-list';
import { type CleanKind, cleanText } from './clean-texts';
import { mixture, type ObfuscationKind, obfuscations } from './obfuscations';
import { type Chance, chanceOf } from './random';

export const MIXTURE = 'a mixture of them';
export type Kind = CleanKind | ObfuscationKind | typeof MIXTURE | 'spam' | 'bad link';

/** An item with what it is. */
export interface Labelled {
  readonly item: Item;
  readonly violates: boolean;
  readonly kind: Kind;
}

const cleanKinds: readonly CleanKind[] = ['ordinary', 'varied', 'other-language', 'hard', 'about-rules'];
export const obfuscationKinds = [...(Object.keys(obfuscations) as ObfuscationKind[]), MIXTURE] as const;

const settled = { ageDays: 400, rejections: 0 };
const none = () => '';

/** So many texts of each kind that break no rule. Whoever wrote them has been here for long: what is judged is the text. */
export function* cleanSet(count: number, seed: number): Generator<Labelled> {
  const chance = chanceOf(seed);
  const forbidden = violations(seed);
  for (const kind of cleanKinds) {
    for (let index = 0; index < count; index += 1) {
      const text = cleanText(kind, chance, () => chance.pick(forbidden));
      yield { item: { itemId: `${kind}-${index}`, text, author: settled }, violates: false, kind };
    }
  }
}

/** So many texts for each disguise of a word or phrase that the policy forbids, within ordinary sentences. */
export function* violatingSet(count: number, seed: number): Generator<Labelled> {
  const chance = chanceOf(seed);
  const forbidden = violations(seed);
  for (const kind of obfuscationKinds) {
    for (let index = 0; index < count; index += 1) {
      const text = within(disguised(chance.pick(forbidden), kind, chance), chance);
      yield { item: { itemId: `${kind}-${index}`, text, author: settled }, violates: true, kind };
    }
  }
}

const disguised = (text: string, kind: (typeof obfuscationKinds)[number], chance: Chance): string =>
  kind === MIXTURE ? mixture(text, chance) : obfuscations[kind](text, chance);

function within(violation: string, chance: Chance): string {
  const before = cleanText('ordinary', chance, none);
  const after = cleanText('ordinary', chance, none);
  return chance.pick([
    `${before} ${violation} ${after}`,
    `${violation}: ${after}`,
    `${before}\n${violation}`,
    `${before} Get ${violation} now!`,
  ]);
}

/** Shares of what comes in, in percent. An assumption: what a service really gets, only it can tell. */
const traffic: readonly (readonly [CleanKind | 'violation' | 'spam' | 'bad link', number])[] = [
  ...([
    ['ordinary', 64],
    ['varied', 12],
    ['other-language', 8],
    ['hard', 6],
    ['about-rules', 1],
  ] as const),
  ...([
    ['violation', 5],
    ['spam', 3],
    ['bad link', 1],
  ] as const),
];

/** So many items as they may come in: a tenth of the authors are new, and a sixth of the items have files. */
export function* trafficSet(count: number, seed: number): Generator<Labelled> {
  const chance = chanceOf(seed);
  const forbidden = violations(seed);
  for (let index = 0; index < count; index += 1) {
    const what = drawn(chance);
    const violates = what === 'violation' || what === 'spam' || what === 'bad link';
    const author = { ageDays: chance.happens(0.1) ? chance.number() : 2 + 1_000 * chance.number(), rejections: 0 };
    const files = chance.happens(1 / 6)
      ? [
          {
            sha256: chance
              .below(2 ** 31)
              .toString(16)
              .padStart(64, '0'),
          },
        ]
      : undefined;
    const [kind, text] = drawnText(what, forbidden, chance);
    yield { item: { itemId: `item-${index}`, text, author, files }, violates, kind };
  }
}

function drawn(chance: Chance) {
  let rest = 100 * chance.number();
  for (const [what, share] of traffic) {
    rest -= share;
    if (rest < 0) return what;
  }
  return 'ordinary';
}

function drawnText(
  what: ReturnType<typeof drawn>,
  forbidden: readonly string[],
  chance: Chance,
): readonly [Kind, string] {
  if (what === 'spam') return [what, spamText(chance)];
  if (what === 'bad link') return [what, within(badLink(chance), chance)];
  if (what !== 'violation') return [what, cleanText(what, chance, () => chance.pick(forbidden))];
  // Half of those who break a rule do not disguise it.
  const kind = chance.happens(0.5) ? 'plain' : chance.pick(obfuscationKinds);
  return [kind, within(disguised(chance.pick(forbidden), kind, chance), chance)];
}

const spamText = (chance: Chance): string =>
  chance.pick([
    'BUY NOW!! BEST PRICES!! CALL +49 170 5550123 OR WRITE @deals_one @deals_two @deals_three',
    'EARN $500 $900 $1200 A DAY!! CALL 0170 555 01 23!! JOIN NOW!! SEE hxxp://deals[.]test',
    `deal deal deal deal deal deal deal deal ${'deal '.repeat(5 + chance.below(20))}http://a.test http://b.test http://c.test http://d.test`,
  ]);

const badLink = (chance: Chance): string =>
  chance.pick([
    ...[
      'http://malware.test/x',
      'hxxps://www.malware[.]test',
      'malware(dot)test',
      'https://login.free-prizes.test:8080/?a=b',
    ],
    ...['see http://paypal.com@malware.test/', 'https://secure-paypa1.test/login', 'http://short.test/abc'],
  ]);
