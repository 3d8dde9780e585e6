import * as z from 'zod/mini';
import '../../../shared/domain/english';
import { imageRules } from './image-rules';
import { MOST_DISTANCE } from './known/near-index';
import { actions, idSchema, lettersOfPattern, patternSchema } from './match/pattern';
import { spamSchema } from './spam/spam-rules';
import { MOST_CODE_UNITS } from './text/units';
import { normaliseHost } from './url/host';

const sha256Schema = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'));
const bits64Schema = z.string().check(z.regex(/^[0-9a-f]{16}$/, 'must be 16 lower-case hexadecimal digits'));
const hostSchema = z.string().check(
  z.maxLength(253),
  z.refine(
    (host) => normaliseHost(host) === host,
    'must be a host in small letters, as Punycode, without a dot at its end',
  ),
);
const hosts = z.array(hostSchema).check(z.maxLength(1_000_000));
const distanceSchema = z.int().check(z.gte(0), z.lte(MOST_DISTANCE));
const follows = z.enum(['escalate', 'pass']);
const whatFollows = { category: idSchema, action: z.enum(actions) };

/** What an item is not allowed to be, and the words in which its author is told. */
const categorySchema = z.strictObject({
  id: idSchema,
  /** The rule that users read, such as `community-rules/3`. */
  policyId: z.string().check(z.minLength(1), z.maxLength(100)),
  /** Goes on from `It was not published because`, such as `it offers something for sale that may not be sold here`. */
  because: z.string().check(z.minLength(1), z.maxLength(300)),
});

const idsDiffer = <Entry extends { readonly id: string }>(entries: readonly Entry[]) =>
  new Set(entries.map(({ id }) => id)).size === entries.length;

const fields = z.strictObject({
  id: idSchema,
  /** Never changed, only followed by another. 0 is what everyone has at first. */
  version: z._default(z.int().check(z.gte(0)), 0),
  /** UTF-16 code units of a text; longer ones are not judged here. */
  maxLength: z.int().check(z.gte(1), z.lte(MOST_CODE_UNITS)),
  categories: z
    .array(categorySchema)
    .check(z.minLength(1), z.maxLength(200), z.refine(idsDiffer, 'must have ids that differ')),
  patterns: z.array(patternSchema).check(
    z.maxLength(100_000),
    z.refine(idsDiffer, 'must have ids that differ'),
    z.refine(
      (patterns) => patterns.every(({ text }) => lettersOfPattern(text) >= 2),
      'must each have two letters or digits at least',
    ),
  ),
  /** Words of somebody who speaks about a rule rather than against it, such as `scam warning`: what would be rejected is escalated. */
  contexts: z.array(z.string().check(z.minLength(2), z.maxLength(100))).check(z.maxLength(1_000)),
  known: z.strictObject({
    /** Texts by the SHA-256 of `normalise(text).text`, and `check` as `fingerprint.ts` tells it. */
    texts: z.array(
      z.strictObject({ sha256: sha256Schema, check: z.int().check(z.gte(0), z.lte(2 ** 32 - 1)), ...whatFollows }),
    ),
    nearTexts: z.strictObject({
      within: distanceSchema,
      hashes: z.array(z.strictObject({ simHash: bits64Schema, ...whatFollows })),
    }),
    /** Files by the SHA-256 of their bytes. */
    files: z.array(
      z.strictObject({ sha256: sha256Schema, category: idSchema, action: z.enum([...actions, 'approve']) }),
    ),
    nearImages: z.strictObject({
      within: distanceSchema,
      hashes: z.array(z.strictObject({ perceptualHash: bits64Schema, ...whatFollows })),
    }),
  }),
  /** By what images show; policies from before there was such a thing have none. */
  images: z.optional(imageRules),
  spam: spamSchema,
  links: z.strictObject({
    category: idSchema,
    allowed: hosts,
    blocked: hosts,
    shorteners: hosts,
    brands: z
      .array(z.strictObject({ name: z.string().check(z.minLength(3), z.maxLength(63)), hosts }))
      .check(z.maxLength(10_000)),
    /** What follows from a link to a host that no list knows. */
    unlisted: follows,
  }),
  /** Authors who were not here for so many days, or were rejected so often lately, are not approved by filters alone. */
  authors: z.strictObject({ leastAgeDays: z.number().check(z.gte(0)), mostRejections: z.int().check(z.gte(0)) }),
  /** What follows from a text that is mostly in an alphabet which the patterns are not written in. */
  uncoveredScripts: follows,
});

type Fields = z.infer<typeof fields>;

/** What tier 1 judges by: data, with a version. */
export const policySchema = fields.check(
  z.refine((policy) => unknownCategories(policy).length === 0, {
    error: (issue) => `names categories that it does not have: ${unknownCategories(issue.input as Fields).join(', ')}`,
  }),
  z.refine(
    ({ spam }) => spam.rejectFrom >= spam.escalateFrom,
    'must reject spam from no lower score than it escalates from',
  ),
);
export type Policy = Fields;

function unknownCategories({ categories, patterns, known, images = [], spam, links }: Fields): string[] {
  const ids = new Set(categories.map(({ id }) => id));
  const { texts, nearTexts, files, nearImages } = known;
  const used = [...patterns, ...texts, ...nearTexts.hashes, ...files, ...nearImages.hashes, ...images, spam, links];
  return [...new Set(used.map(({ category }) => category))].filter((category) => !ids.has(category));
}

/** Why data are no policy, in words that their author can act on. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** @throws PolicyError that says what is wrong, where, and what would be right */
export function parsePolicy(data: unknown): Policy {
  const parsed = policySchema.safeParse(data);
  if (!parsed.success) throw new PolicyError(`This is no moderation policy:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
