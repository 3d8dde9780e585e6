import { type AccountUsage, type Balance, type Usage, usdOf } from '../../web/client/usage';

const tokens = (amount: number) => Math.round(amount).toLocaleString('en');

/** What remains of the month, in one line; undefined where the stage does not tell. */
export function balanceLine(usage: Usage | undefined): string | undefined {
  if (!usage) return undefined;
  return `left this month: ${left(usage.user)}; of your organisation ${left(usage.org)}`;
}

const left = (account: AccountUsage) => `${leftOf(account.tokens, tokens)} tokens and ${leftOf(account.cost, usdOf)}`;

const leftOf = ({ used, limit }: Balance, format: (amount: number) => string) =>
  limit === undefined ? 'unlimited' : `${format(Math.max(0, limit - used))} of ${format(limit)}`;
