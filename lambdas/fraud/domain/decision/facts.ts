import { calendar } from '../features/derived';
import { featureNames } from '../features/features-of';
import type { Payment } from '../payment';
import type { Facts } from '../rules/expression';

/**
 * What rules are told of a payment.
 *
 * @param score probability of fraud; NaN where there is no model
 */
export function factsOf(payment: Payment, features: Float32Array, lists: Facts['lists'], score: number): Facts {
  const { amount, currency, country = '', merchant, occurredAt, stream } = payment;
  return {
    payment: { amount, currency, country, merchant, hour: calendar(occurredAt).hour },
    features: Object.fromEntries(featureNames.map((name, index) => [name, features[index] ?? Number.NaN])),
    ...(stream && { stream }),
    lists,
    score,
  };
}
