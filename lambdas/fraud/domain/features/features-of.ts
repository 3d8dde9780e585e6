import type { Payment } from '../payment';
import { aggregate } from './aggregate';
import { windowedFeatures } from './catalogue';
import { derivations, type States } from './derived';
import { emptyState } from './state';

/** Names of the features in their order. Whatever reads a vector goes by these: a model keeps those it was trained on. */
export const featureNames: readonly string[] = [
  ...derivations.flatMap(({ names }) => names),
  ...windowedFeatures.map(({ name }) => name),
];

/**
 * Features of a payment from the histories of its entities as they were before it, in the order of `featureNames`: amounts in minor
 * units, times in seconds, distances in kilometres, flags 0 or 1, and NaN where something is not known: the payment does not name
 * the entity, or its history is not among `states`. For an entity that was never seen the history is `emptyState`.
 */
export function featuresOf(payment: Payment, states: States): Float32Array {
  const features = new Float32Array(featureNames.length).fill(Number.NaN);
  let index = 0;
  for (const { names, entity, values } of derivations) {
    const state = entity ? states[entity] : emptyState('card');
    if (state) features.set(values(payment, state), index);
    index += names.length;
  }
  for (const feature of windowedFeatures) {
    const state = states[feature.entity];
    features[index++] = state ? aggregate(state, feature, payment.occurredAt) : Number.NaN;
  }
  return features;
}
