import type { Happening } from './clickstream';

/** Kinds of texts by what moderation is up against. */
export const contentKinds = ['clean', 'spam', 'disguised', 'links', 'ambiguous'] as const;
export type ContentKind = (typeof contentKinds)[number];

/** How many of a hundred texts are of a kind. */
const shares: Readonly<Record<ContentKind, number>> = { clean: 78, spam: 7, disguised: 6, links: 5, ambiguous: 4 };

const openings = [
  'The parcel came today',
  'I have had this for a week',
  'A gift for my sister',
  'Second time I buy it',
];
const middles = [
  'the colour is lovely',
  'it works as described',
  'it is a little smaller than I thought',
  'easy to use',
];
const endings = ['Would buy again.', 'My cat likes the box.', 'Three stars from me.', 'Thank you!'];

/** Parts whose combinations are texts of a kind; `clean` ones are approved by the policy that holds where nobody wrote one. */
const parts: Readonly<Record<ContentKind, readonly (readonly string[])[]>> = {
  clean: [openings, middles, endings],
  spam: [
    ['Hello friend!', 'Only today!', 'Do not miss it!'],
    ['Get your free crypto giveaway', 'We double your bitcoin', 'Please verify your wallet', 'Viagra no prescription'],
    ['before it is gone', 'within one hour', 'it is quite safe'],
  ],
  disguised: [
    ['Look at this:', 'Psst,', 'Everybody does it:'],
    ['fr33 crypt0 give4way', 'd0uble y0ur b1tcoin', 'v3rify y0ur w4llet', 'f.r.e.e c.r.y.p.t.o g.i.v.e.a.w.a.y'],
    ['now', 'for you', 'and tell nobody'],
  ],
  links: [
    ['See', 'More at', 'Pictures are at'],
    ['https://bit.ly/3kettle', 'https://bit.ly/2lamp', 'http://bit.ly/9chairs'],
    ['if you like', 'for the rest of it'],
  ],
  ambiguous: [
    ['Meet me', 'We all go', 'My uncle works'],
    ['at the casino', 'at the new casino'],
    ['on Sunday', 'after work', 'near the station'],
  ],
};

const pick = (of: readonly string[], random: () => number): string => of[Math.floor(random() * of.length)] ?? '';

function kindOf(random: number): ContentKind {
  let left = random * 100;
  for (const kind of contentKinds) {
    left -= shares[kind];
    if (left < 0) return kind;
  }
  return 'clean';
}

/** A text of a kind. */
export const textOf = (kind: ContentKind, random: () => number): string =>
  parts[kind].map((choices) => pick(choices, random)).join(' ');

const AUTHORS = 300;

/**
 * Texts that people submit, without end, by authors who are known well: filters decide most, and the rest goes on to the next tiers.
 *
 * @param random numbers from 0 to under 1; the same ones give the same texts
 * @param run a part of every content's id: what one run submits is no other's
 */
export function* content(random: () => number, run: string): Generator<Happening, never> {
  for (let index = 0; ; index += 1) {
    const author = Math.floor(random() * AUTHORS);
    const text = textOf(kindOf(random()), random);
    yield {
      type: 'content.submitted',
      version: 2,
      data: {
        ...{ user: `author-${author}`, content: `text-${run}-${index}`, version: 1, text },
        author: { ageDays: 30 + author, rejections: 0 },
      },
    };
  }
}
