import type { Caught } from '../api/caught';
import type { Outcome } from './decide';

/** A decision, and what its payment turned out to be where that is known. */
export interface KnownOutcome {
  readonly decision: Outcome;
  readonly fraud?: boolean | undefined;
}

/** Counts what decisions stopped and let pass, with precision and recall over what is known. */
export function caughtOf(decisions: readonly KnownOutcome[]): Caught {
  const stopped = counted(decisions.filter(({ decision }) => decision !== 'approve'));
  const passed = counted(decisions.filter(({ decision }) => decision === 'approve'));
  const [sure, frauds] = [stopped.frauds + stopped.genuine, stopped.frauds + passed.frauds];
  return {
    ...{ stopped, passed },
    ...(sure > 0 && { precision: stopped.frauds / sure }),
    ...(frauds > 0 && { recall: stopped.frauds / frauds }),
  };
}

function counted(decisions: readonly KnownOutcome[]) {
  const frauds = decisions.filter(({ fraud }) => fraud === true).length;
  const genuine = decisions.filter(({ fraud }) => fraud === false).length;
  return { frauds, genuine, unknown: decisions.length - frauds - genuine };
}
