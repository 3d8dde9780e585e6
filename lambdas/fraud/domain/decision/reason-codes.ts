import type { ReasonView } from '../api/decisions';

/** What a group of features says of a payment, in words for a reviewer and for a letter to a customer. */
interface ReasonCode extends ReasonView {
  /** Names of the features that it stands for. */
  readonly features: RegExp;
}

/** The first that fits a feature's name stands for it. */
const codes: readonly ReasonCode[] = [
  {
    code: 'fraud_at_merchant',
    message: 'Frauds have become known at this merchant lately',
    features: /^merchant_.*(label|fraud|unexplained|genuine)/,
  },
  {
    code: 'fraud_of_payer',
    message: 'Frauds have become known of this card, account, device or address',
    features: /_(labels|frauds|unexplained|since_known|fraud_run)/,
  },
  {
    code: 'unusual_amount',
    message: 'The amount is not what this account usually pays',
    features: /^amount|_(usual|peak_ratio|high_days|mean|max)(_|$)/,
  },
  {
    code: 'unusual_place',
    message: 'The place is far from that of the last payment',
    features: /_(distance|speed)$/,
  },
  {
    code: 'many_identities',
    message: 'One card, account, device or address is used with many others',
    features: /_distinct_/,
  },
  { code: 'new_device', message: 'The device has not been seen with this account', features: /new|is_first/ },
  { code: 'unusual_time', message: 'The time of day or week is unusual', features: /^(hour|is_night|is_weekend)$/ },
  {
    code: 'velocity',
    message: 'The number, pace or sum of payments is unusual',
    features: /_(count|sum|since_last|payments|age)(_|$)/,
  },
];
const other: ReasonView = { code: 'pattern', message: 'The payment resembles known frauds' };

/** Log-odds below which a group of features explains nothing worth telling. */
const LEAST = 0.1;
const MOST_REASONS = 4;

/** What a feature stands for, as reviewers and letters are told. */
export const codeOf = (feature: string): ReasonView => codes.find(({ features }) => features.test(feature)) ?? other;

/**
 * What speaks for fraud, the weightiest first: contributions of one group added up.
 *
 * @param names features in the order of `contributions`, which are in log-odds
 */
export function reasonsOf(names: readonly string[], contributions: ArrayLike<number>): readonly ReasonView[] {
  const groups = new Map<string, { readonly reason: ReasonView; sum: number }>();
  for (const [index, name] of names.entries()) {
    const { code, message } = codeOf(name);
    const group = groups.get(code) ?? { reason: { code, message }, sum: 0 };
    group.sum += contributions[index] ?? 0;
    groups.set(code, group);
  }
  return [...groups.values()]
    .filter(({ sum }) => sum >= LEAST)
    .sort((one, another) => another.sum - one.sum)
    .slice(0, MOST_REASONS)
    .map(({ reason }) => reason);
}

/** Features of a decision that are kept with what they added. */
const MOST_CONTRIBUTIONS = 10;

/** What weighs most, for or against fraud: log-odds by the names of features, to three digits. */
export function weightiest(names: readonly string[], contributions: ArrayLike<number>): Record<string, number> {
  const weights = names.map((name, index) => [name, Math.round((contributions[index] ?? 0) * 1e3) / 1e3] as const);
  const sorted = weights
    .filter(([, weight]) => weight !== 0)
    .sort(([, one], [, another]) => Math.abs(another) - Math.abs(one));
  return Object.fromEntries(sorted.slice(0, MOST_CONTRIBUTIONS));
}
