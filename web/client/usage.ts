/** What is used of a monthly limit; `limit` is absent where there is none. */
export interface Balance {
  readonly used: number;
  readonly limit?: number;
}

/** This month's balances of one account. */
export interface AccountUsage {
  readonly tokens: Balance;
  /** USD. */
  readonly cost: Balance;
}

/** This month's use by the person and by their organisation. */
export interface Usage {
  readonly user: AccountUsage;
  readonly org: AccountUsage;
}

/** An amount of USD as people read it, such as `$10,000.00`; small ones to a hundredth of a cent. */
export const usdOf = (amount: number): string => {
  const digits = amount < 1 ? 4 : 2;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `$${amount.toLocaleString('en', format)}`;
};

/** What `GET /v1/usage` answered; undefined when it is nothing that is known here. */
export function usageOf(body: unknown): Usage | undefined {
  const user = accountOf(at(body, 'user'));
  const org = accountOf(at(body, 'org'));
  return user && org && { user, org };
}

function accountOf(account: unknown): AccountUsage | undefined {
  const month = at(account, 'month');
  const tokens = balanceOf(month, 'tokens');
  const cost = balanceOf(month, 'costUsd');
  return tokens && cost && { tokens, cost };
}

function balanceOf(month: unknown, what: string): Balance | undefined {
  const used = at(at(month, what), 'used');
  const limit = at(at(month, what), 'limit');
  if (typeof used !== 'number') return undefined;
  return typeof limit === 'number' ? { used, limit } : { used };
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
