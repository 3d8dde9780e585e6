import * as z from 'zod/mini';

/** For how long a claim holds, in milliseconds. */
export const LEASE_MS = 15 * 60_000;

/** Who looks at something, and until when (ms since the epoch) nobody else does. */
export const claimSchema = z.object({ by: z.string(), until: z.int() });
export type Claim = z.infer<typeof claimSchema>;

/** A claim of somebody's for a while; again by the same person makes the while longer. `claimed`: somebody else has it. */
export const claimFor = (before: Claim | undefined, by: string, now: number): Claim | 'claimed' =>
  before && before.by !== by && before.until > now ? 'claimed' : { by, until: now + LEASE_MS };

export const holdsClaim = (claim: Claim | undefined, by: string, now: number): boolean =>
  claim?.by === by && claim.until > now;
