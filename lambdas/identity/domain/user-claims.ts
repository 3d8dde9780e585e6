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
