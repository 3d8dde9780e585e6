import * as z from 'zod';
import type { Principal } from '../../shared/domain/principal';

/** Claims of an access token that make a principal; a token without an organisation is nobody's. */
const claimsSchema = z.object({
  // `key:` begins the ids of API keys.
  sub: z.string().regex(/^(?!key:)./s),
  org: z.string().min(1),
  groups: z.array(z.string()).default([]),
  tier: z.enum(['free', 'paid']).default('free'),
  clearance: z.number().int().min(0).max(3).default(0),
  scope: z.string().default(''),
  exp: z.number().int(),
});

/** The principal that a verified token stands for, or undefined when its claims do not make one. */
export function principalOfClaims(claims: unknown): Principal | undefined {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return undefined;
  const { sub, scope, exp, ...rest } = parsed.data;
  const scopes = scope.split(' ').filter((word) => word !== '');
  return { ...rest, userId: sub, scopes, credential: 'jwt', expiresAt: exp };
}
