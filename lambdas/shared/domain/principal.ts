import * as z from 'zod/mini';

/** Expiry of a credential that has none, such as an API key without an end: the last second of the year 9999. */
export const NEVER_EXPIRES = 253_402_300_799;

export const tierSchema = z.enum(['free', 'paid']);
export type Tier = z.infer<typeof tierSchema>;

/** Who is calling, as every handler sees it, whatever the credential was. */
export const principalSchema = z.object({
  /** Subject of the token, or `key:<keyId>` for an API key. */
  userId: z.string().check(z.minLength(1)),
  org: z.string().check(z.minLength(1)),
  groups: z.array(z.string()),
  tier: tierSchema,
  /** 0 (public) to 3 (most confidential). */
  clearance: z.int().check(z.gte(0), z.lte(3)),
  scopes: z.array(z.string()),
  credential: z.enum(['jwt', 'api-key', 'ticket']),
  /** End of the credential, in seconds since the epoch. */
  expiresAt: z.int().check(z.nonnegative()),
});
export type Principal = z.infer<typeof principalSchema>;

/** An authorizer's context: API Gateway passes on strings only. */
export type AuthorizerContext = { readonly [Name in keyof Principal]: string };

export function principalToContext(principal: Principal): AuthorizerContext {
  return {
    userId: principal.userId,
    org: principal.org,
    groups: JSON.stringify(principal.groups),
    tier: principal.tier,
    clearance: String(principal.clearance),
    scopes: JSON.stringify(principal.scopes),
    credential: principal.credential,
    expiresAt: String(principal.expiresAt),
  };
}

/**
 * The principal that an authorizer put into `event.requestContext.authorizer`.
 *
 * @throws Error when it is missing or malformed: the route has no authorizer, which is a fault of the deployment
 */
export function principalFromContext(context: unknown): Principal {
  const raw = (context ?? {}) as Record<string, unknown>;
  const parsed = principalSchema.safeParse({
    ...raw,
    groups: parseList(raw.groups),
    scopes: parseList(raw.scopes),
    clearance: parseWhole(raw.clearance),
    expiresAt: parseWhole(raw.expiresAt),
  });
  if (parsed.success) return parsed.data;
  throw new Error(
    `No principal in the request: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`,
  );
}

export const isExpired = (principal: Principal, nowMs: number): boolean => principal.expiresAt * 1000 <= nowMs;

function parseList(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function parseWhole(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}
