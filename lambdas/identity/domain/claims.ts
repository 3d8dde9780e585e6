import * as z from 'zod/mini';
import type { Principal } from '../../shared/domain/principal';

/** Claims of an access token that make a principal; a token without an organisation is nobody's. */
const claimsSchema = z.object({
  // `key:` begins the ids of API keys.
  sub: z.string().check(z.regex(/^(?!key:)./s)),
  org: z.string().check(z.minLength(1)),
  groups: z._default(z.array(z.string()), []),
  tier: z._default(z.enum(['free', 'paid']), 'free'),
  clearance: z._default(z.int().check(z.gte(0), z.lte(3)), 0),
  scope: z._default(z.string(), ''),
  exp: z.int(),
});

/** The principal that a verified token stands for, or undefined when its claims do not make one. */
export function principalOfClaims(claims: unknown): Principal | undefined {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return undefined;
  const { sub, scope, exp, ...rest } = parsed.data;
  const scopes = scope.split(' ').filter((word) => word !== '');
  return { ...rest, userId: sub, scopes, credential: 'jwt', expiresAt: exp };
}

const clientSchema = z.object({ client_id: z.string().check(z.minLength(1), z.maxLength(128)) });

/** The app client that a verified token was made for: what Cognito's access tokens have for an audience. */
export function clientOfClaims(claims: unknown): string | undefined {
  return clientSchema.safeParse(claims).data?.client_id;
}
