import * as z from 'zod/mini';

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'));

/** A model by its trees. The version is what people call it. */
const named = { sha256, version: z.string() };

const trial = {
  /** `shadow`: scores besides, and has no effect. `canary`: decides on its share. */
  mode: z.enum(['shadow', 'canary']),
  /** Part of all accounts, more than 0 and at most 1; the same accounts as long as the challenger is the same. */
  share: z.number().check(z.gt(0, 'must be more than 0'), z.lte(1, 'must be at most 1')),
};

/** Which models decide on an organisation's payments. */
export const lineupSchema = z.object({
  champion: z.object(named),
  challenger: z.optional(z.object({ ...named, ...trial })),
});
export type Lineup = z.infer<typeof lineupSchema>;
export type Challenger = NonNullable<Lineup['challenger']>;

/** The same as it is asked for: whoever names a version has to name the artefact's own. */
export const lineupRequest = z
  .strictObject({
    champion: z.strictObject({ sha256, version: z.optional(z.string()) }),
    challenger: z.optional(z.strictObject({ sha256, version: z.optional(z.string()), ...trial })),
  })
  .check(
    z.refine(({ champion, challenger }) => champion.sha256 !== challenger?.sha256, {
      path: ['challenger', 'sha256'],
      message: 'must be another model than the champion',
    }),
  );
export type LineupRequest = z.infer<typeof lineupRequest>;
