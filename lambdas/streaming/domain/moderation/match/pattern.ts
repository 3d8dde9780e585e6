import * as z from 'zod/mini';
import { classOf, SEPARATOR, SKIPPED } from '../text/classes';
import { fold } from '../text/fold';

export const actions = ['reject', 'escalate'] as const;
export type Action = (typeof actions)[number];

export const idSchema = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes, a letter first'));

/** Words that are looked for, with what follows where they are found. */
export const patternSchema = z.strictObject({
  id: idSchema,
  /** As people write it; found however it is written. Words are parted by spaces. */
  text: z.string().check(z.minLength(2), z.maxLength(100)),
  category: idSchema,
  action: z.enum(actions),
  /** 1, a nuisance, to 5, a danger to people: the order in which reasons are told. */
  severity: z._default(z.int().check(z.gte(1), z.lte(5)), 3),
  /** False finds it within words too: `scunthorpe` holds words that nobody meant. */
  wholeWord: z._default(z.boolean(), true),
});
export type Pattern = z.infer<typeof patternSchema>;

/** Letters and digits of a pattern as they are looked for: one with less than two would be found everywhere. */
export const lettersOfPattern = (text: string): number =>
  [...text]
    .flatMap((each) => fold(each.codePointAt(0) ?? 0))
    .filter((unit) => classOf(unit) > SEPARATOR && classOf(unit) < SKIPPED).length;
