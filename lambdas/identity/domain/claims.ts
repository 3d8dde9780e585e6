import * as z from 'zod';
import type { Principal } from '../../shared/domain/principal';

/** Claims of an access token that make a principal; a token without an organisation is nobody's. */
const claimsSchema = z.object({
  sub: z.string().min(1),
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

export interface UserAttributes {
  readonly [name: string]: string | undefined;
}

/** Claims that `add-claims` puts into an access token. Without an organisation there is no `org`, and such a token is refused. */
export interface AddedClaims {
  readonly org?: string;
  readonly groups: readonly string[];
  readonly tier: 'free' | 'paid';
  readonly clearance: number;
}

/** Reads a user's attributes; what is missing or malformed gives the least: tier `free`, clearance 0. */
export function claimsOfUser(attributes: UserAttributes, groups: readonly string[]): AddedClaims {
  const org = attributes['custom:org']?.trim();
  const clearance = attributes['custom:clearance'] ?? '';
  return {
    ...(org ? { org } : {}),
    groups,
    tier: attributes['custom:tier'] === 'paid' ? 'paid' : 'free',
    clearance: /^[0-3]$/.test(clearance) ? Number(clearance) : 0,
  };
}
