import * as z from 'zod/mini';
import type { Principal } from '../../../shared/domain/principal';

/** Who did something, as items of the table and the audit stream keep it. */
export const actorSchema = z.object({
  userId: z.string(),
  org: z.string(),
  tier: z.enum(['free', 'paid']),
  credential: z.enum(['jwt', 'api-key', 'ticket']),
});
export type Actor = z.infer<typeof actorSchema>;

export const actorOf = ({ userId, org, tier, credential }: Principal): Actor => ({ userId, org, tier, credential });
