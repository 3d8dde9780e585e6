import type { CaseStep } from './moderation-case';

/** What a filter found, as the step of tier 1 has it in words. */
export interface StepFinding {
  readonly filter: string;
  readonly code: string;
  /** Pattern, list entry or signatures; empty where there is none. */
  readonly by: string;
}

/** Reads the findings of a step of tier 1; of any other none. A list that was too long for its step ends early. */
export function findingsIn(step: Pick<CaseStep, 'tier' | 'outcome' | 'detail'> | undefined): StepFinding[] {
  if (step?.tier !== 1 || step.outcome === 'unavailable' || !step.detail) return [];
  return step.detail.split('; ').flatMap((text) => {
    const [filter = '', code = '', ...by] = text.split(' ');
    return code === '' ? [] : [{ filter, code, by: by.join(' ') }];
  });
}
