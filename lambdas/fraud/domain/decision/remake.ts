import type { DecisionResponse } from '../api/decisions';
import { featureNames, featuresOf } from '../features/features-of';
import type { Scorer } from '../model/scorer';
import { askRules, type CompiledRules } from '../rules/evaluate';
import type { Facts } from '../rules/expression';
import { decide } from './decide';
import { factsOf } from './facts';
import type { RecordedDecision } from './recorded';
import { responseOf, type Said } from './response';

/** What decided: the versions that the record names. */
export interface Judges {
  readonly rules: CompiledRules;
  /** Absent where no model scored. */
  readonly score?: Scorer | undefined;
}

/** One field in which what was recorded and what comes out now are not the same. */
export interface Difference {
  /** Such as `reasons.0.code`; `body` where only the bytes differ. */
  readonly path: string;
  readonly recorded: unknown;
  readonly remade: unknown;
}

/** Features that follow from the payment alone, so that a record whose payment was changed gives itself away. */
const ofPayment = ['amount', 'hour', 'is_night', 'is_weekend'];

/**
 * Makes a decision again from its record: the same features, lists, rules, costs and model give the same bytes.
 *
 * What could not be had then, and where the model ran, is taken from the record.
 *
 * @returns every field that differs; none where the decision is the same
 */
export function remake(record: RecordedDecision, { rules, score }: Judges): readonly Difference[] {
  const recorded = JSON.parse(record.body) as DecisionResponse;
  const { decisionId, payment, features, lists, policy } = record;
  const { model, degraded } = recorded;
  const scored: Said = score && model ? { score: score(features), model, degraded } : { degraded };
  const probability = scored.score?.probability ?? Number.NaN;
  const verdict = askRules(rules, factsOf(payment, features, lists as Facts['lists'], probability));
  const decided = decide(verdict, scored.score, payment.amount, policy);
  const body = JSON.stringify(responseOf(decisionId, decided, scored, verdict));
  const different = [...changedFeatures(record), ...differences('', recorded, JSON.parse(body))];
  if (different.length > 0 || body === record.body) return different;
  return [{ path: 'body', recorded: record.body, remade: body }];
}

function changedFeatures({ payment, features }: RecordedDecision): Difference[] {
  const known = featuresOf(payment, {});
  return ofPayment.flatMap((name) => {
    const place = featureNames.indexOf(name);
    const [recorded, remade] = [features[place], known[place]];
    return Object.is(recorded, remade) ? [] : [{ path: `features.${name}`, recorded, remade }];
  });
}

function differences(path: string, recorded: unknown, remade: unknown): Difference[] {
  if (Object.is(recorded, remade)) return [];
  if (!isNested(recorded) || !isNested(remade)) return [{ path, recorded, remade }];
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(remade)])];
  return names.flatMap((name) => differences(path ? `${path}.${name}` : name, recorded[name], remade[name]));
}

const isNested = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
