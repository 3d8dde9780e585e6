import type { AuditLog } from '../shared/audit';
import type { Principal } from '../shared/domain/principal';
import { type HttpResponse, problem } from '../shared/http';
import type { CaseStore } from './adapters/case-store';
import { inForce, type ModerationCase } from './domain/cascade/moderation-case';
import type { Refusal, StepResult } from './domain/cascade/review-steps';

export interface StepDeps {
  readonly store: Pick<CaseStore, 'find' | 'put'>;
  readonly audit: AuditLog;
}

const refusals: Readonly<Record<Refusal, string>> = {
  not_open: 'Nothing waits for a person here',
  own_item: 'Somebody else has to judge your own item',
  own_decision: 'Somebody else has to look at an appeal against your decision',
  senior_required: 'A second appeal is for people of the group senior-moderators',
  claimed: 'Somebody else looks at it; take another one, or wait until the claim ends',
  not_claimed: 'Claim it first: a claim holds for fifteen minutes',
  not_decided: 'There is no decision to appeal against yet',
  already_appealed: 'There is an appeal, which somebody looks at',
  nothing_to_appeal: 'It is published: there is nothing to appeal against',
  final_decision: 'A senior reviewer has decided: there is no further appeal',
};

/** The case where a step was taken, as it is now; else the answer that says why not. */
export type Taken = { readonly case: ModerationCase } | { readonly refused: HttpResponse };

/** Takes a step on what is known now, in one write that nobody else's step goes under in. */
export async function takeStep(
  { store, audit }: StepDeps,
  actor: Principal,
  action: string,
  given: ModerationCase,
  step: (given: ModerationCase) => StepResult,
): Promise<Taken> {
  const next = step(given);
  if (typeof next === 'string') {
    const isForbidden = next === 'own_item' || next === 'own_decision' || next === 'senior_required';
    return { refused: problem(isForbidden ? 403 : 409, next, refusals[next]) };
  }
  if (!(await store.put(next)))
    return { refused: problem(409, 'changed', 'Somebody took a step meanwhile; look at it again') };
  await record(audit, actor, action, next);
  return { case: { ...next, change: next.change + 1 } };
}

/** Ids and outcomes; notes and reasons are words of people, which stay with the case. */
function record(audit: AuditLog, actor: Principal, action: string, given: ModerationCase): Promise<void> {
  const { id, version } = given.content;
  const decision = inForce(given);
  const found = given.audit?.finding?.decision;
  return audit.record({
    ...{ design: 'streaming', action, outcome: 'succeeded', actor },
    details: { item: id, version, status: given.status, ...(decision && { decision }), ...(found && { found }) },
  });
}
