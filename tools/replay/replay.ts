import { createHash } from 'node:crypto';
import type { DecisionResponse } from '../../lambdas/fraud/domain/api/decisions';
import type { RecordedDecision } from '../../lambdas/fraud/domain/decision/recorded';
import { recordOfEvent } from '../../lambdas/fraud/domain/decision/recorded';
import { type Difference, remake } from '../../lambdas/fraud/domain/decision/remake';
import { toldText } from '../../lambdas/fraud/domain/decision/told';
import { featureNames } from '../../lambdas/fraud/domain/features/features-of';
import type { Scorer } from '../../lambdas/fraud/domain/model/scorer';
import type { AuditEvent } from '../../lambdas/shared/domain/audit-event';
import type { FindRules } from './rules';

/** What came of one decision. */
export type Replayed = { readonly decisionId: string } & (
  | { readonly outcome: 'same' }
  | { readonly outcome: 'differs'; readonly differences: readonly Difference[] }
  /** It cannot be told, and what would help. */
  | { readonly outcome: 'unknown'; readonly reason: string }
);

export interface ReplayDeps {
  readonly rules: FindRules;
  /** By version. */
  readonly models: ReadonlyMap<string, Scorer>;
}

/** Makes a decision again from its record, with the rules and the model that the record names. */
export async function replayRecord(record: RecordedDecision, { rules, models }: ReplayDeps): Promise<Replayed> {
  const { decisionId, org, body, features } = record;
  const unknown = (reason: string): Replayed => ({ decisionId, outcome: 'unknown', reason });
  const response = parsed(body);
  if (!response) return unknown('its body is no JSON: it was changed after it was recorded');
  const { model } = response;
  const { version } = response.rules;
  if (features.length !== featureNames.length)
    return unknown(
      `it was made on ${features.length} features, and this version computes ${featureNames.length}: replay it with the version of then`,
    );
  const held = await rules(org, version);
  if (!held)
    return unknown(
      `version ${version} of the rules of ${org} is not at hand: give the audit records of when it was approved with --audit, or ask the API of the stage`,
    );
  const score = model && models.get(model.version);
  if (model && !score)
    return unknown(
      `the model ${model.version} is not at hand: give its artefact with --models; training keeps it in the bucket of models, and releases have theirs as models/fraud/champion/champion.json`,
    );
  const differences = remake(record, { rules: held, score });
  return differences.length > 0 ? { decisionId, outcome: 'differs', differences } : { decisionId, outcome: 'same' };
}

/** The same from an audit record, which also has to be what its digest is of. */
export async function replayEvent(event: AuditEvent, deps: ReplayDeps): Promise<Replayed> {
  const decisionId = String(event.details.decisionId);
  const record = recordFrom(event);
  if (typeof record === 'string') return { decisionId, outcome: 'unknown', reason: record };
  const replayed = await replayRecord(record, deps);
  const digest = digestOf(event);
  if (event.details.digest === digest || replayed.outcome === 'unknown') return replayed;
  const changed = { path: 'digest', recorded: event.details.digest, remade: digest };
  const others = replayed.outcome === 'differs' ? replayed.differences : [];
  return { decisionId, outcome: 'differs', differences: [changed, ...others] };
}

/** As the function that decides computes it (`adapters/told-items.ts`). */
const digestOf = (event: AuditEvent): string =>
  createHash('sha256').update(toldText(event)).digest('base64url').slice(0, 22);

function recordFrom(event: AuditEvent): RecordedDecision | string {
  try {
    return recordOfEvent(event);
  } catch (error) {
    return (error as Error).message;
  }
}

function parsed(body: string): DecisionResponse | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
