import type { Acl } from '../../../../lambdas/rag/domain/access';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { alice } from '../../support/principals';
import type { Dice } from './dice';

/** More than there are shards: some share one, and only the filter keeps them apart. */
export const ORGS = ['acme', 'globex', 'initech', 'umbrella', 'hooli'] as const;
export const SHARDS = 2;
const USERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'] as const;
/** Some names of groups are also those of a user and of an organisation: none may pass for another. */
const GROUPS = ['staff', 'legal', 'board', 'sales', 'alice', 'bob', 'globex'] as const;

const TOPICS =
  `budget travel hotel pension salary audit merger patent lawsuit factory supplier invoice laboratory vaccine turbine
harbour railway satellite orchard bakery museum theatre library stadium`.split(/\s+/);

export const anyPrincipal = (dice: Dice): Principal => ({
  ...alice,
  userId: dice.pick(USERS),
  org: dice.pick(ORGS),
  groups: dice.some(GROUPS, 0.3),
  clearance: dice.below(4),
});

export const anyAcl = (dice: Dice): Acl => ({
  users: dice.some(USERS, 0.1),
  groups: dice.some(GROUPS, 0.15),
  everyone: dice.chance(0.4),
  classification: dice.chance(0.5) ? 0 : dice.below(4),
});

/** The rule in words of its own, so that a fault of the product's is not its own measure. */
export function mayRead(
  who: Pick<Principal, 'userId' | 'org' | 'groups' | 'clearance'>,
  org: string,
  { users, groups, everyone, classification }: Acl,
): boolean {
  if (who.org !== org || who.clearance < classification) return false;
  return everyone || users.some((user) => user === who.userId) || who.groups.some((group) => groups.includes(group));
}

const lettersOf = (number: number): string =>
  String(number).replace(/\d/g, (digit) => String.fromCodePoint(97 + Number(digit)));
const numberOf = (letters: string): number =>
  Number(letters.replace(/[a-j]/g, (letter) => String((letter.codePointAt(0) ?? 97) - 97)));

/** One edition of one document, wherever a word of it comes to light. */
export interface Mark {
  readonly index: number;
  readonly edition: number;
}

export const documentIdOf = (index: number): string => `doc${index}`;
/** The inverse of `documentIdOf`. */
export const indexOf = (documentId: string): number => Number(documentId.slice('doc'.length));
export const uploadIdOf = (edition: number): string => `u${edition}`;
const wordOf = ({ index, edition }: Mark): string => `zq${lettersOf(index)}x${lettersOf(edition)}qz`;

/** Title, text and address of each edition have its mark, and every sentence of it. */
export function draftOf(mark: Mark, dice: Dice) {
  const word = wordOf(mark);
  const topic = () => dice.pick(TOPICS);
  const sentence = () =>
    `The ${topic()} of the ${topic()} with ${word} comes before the ${topic()} and the ${topic()}.`;
  return {
    title: `Report on ${topic()} ${word}`,
    link: mark.index % 3 === 0 ? `https://wiki.example/${word}` : undefined,
    section: [`Part ${word}`],
    texts: Array.from({ length: 1 + dice.below(2) }, () => `${sentence()} ${sentence()}`),
  };
}

/** Marks in a text, and documents and originals that are named in it; each once. */
export function marksIn(text: string): { readonly marks: readonly Mark[]; readonly named: readonly number[] } {
  const marks = new Map<string, Mark>();
  for (const [word, index = '', edition = ''] of text.matchAll(/zq([a-j]+)x([a-j]+)qz/g))
    marks.set(word, { index: numberOf(index), edition: numberOf(edition) });
  for (const [word, index, edition] of text.matchAll(/doc(\d+)\/u(\d+)/g))
    marks.set(word, { index: Number(index), edition: Number(edition) });
  const named = new Set([...text.matchAll(/\bdoc(\d+)\b/g)].map(([, index]) => Number(index)));
  return { marks: [...marks.values()], named: [...named] };
}

/**
 * What somebody asks: few questions, so that people share answers, many words of documents, or the very words of a document that may
 * be hidden, in capitals, by which it is found and what is only repeated of the question is not taken for it.
 */
export function anyQuery(dice: Dice, documents: number): string {
  if (dice.chance(0.1)) return wordOf({ index: dice.below(documents), edition: 1 + dice.below(3) }).toUpperCase();
  if (dice.chance(0.7))
    return `Which ${dice.pick(TOPICS.slice(0, 3))} comes before the ${dice.pick(TOPICS.slice(3, 5))}?`;
  return [dice.pick(TOPICS), dice.pick(TOPICS), dice.pick(TOPICS)].join(' ');
}

export const anyPrefix = (dice: Dice, documents: number): string =>
  dice.chance(0.3)
    ? wordOf({ index: dice.below(documents), edition: 1 + dice.below(3) }).toUpperCase()
    : `report ${dice.pick(TOPICS).slice(0, 3)}`;

/** Narrows to documents by name now and then, hidden ones among them. */
export const anyFilters = (dice: Dice, documents: number) =>
  dice.chance(0.1)
    ? { filters: { documentIds: Array.from({ length: 10 }, () => documentIdOf(dice.below(documents))) } }
    : {};
