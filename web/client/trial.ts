import type { AuthoredPolicy, Trial } from './streaming-client';
import { momentOf } from './times';

export type Change = Trial['changed'][number];

const verdicts = {
  approve: 'approved',
  reject: 'rejected',
  model: 'to the model',
  person: 'to a person',
} as const satisfies Readonly<Record<Change['from'], string>>;
export const verdictOf = (verdict: Change['from']): string => verdicts[verdict];

/** Whether a draft was tried as it is now, and when. @param trial of that very draft, where there is one */
export function triedAt(draft: Pick<AuthoredPolicy, 'version' | 'writtenAt'>, trial: Trial | undefined): string {
  const isOfIt = trial?.version === draft.version && trial.writtenAt === draft.writtenAt;
  return trial && isOfIt ? `Tried by ${trial.by} ${momentOf(trial.at)}` : 'Not tried';
}

const few = (count: number) => count.toLocaleString('en');

/** On what it was tried, and whether on all of it. */
export function triedOn({ cases, from, to, isComplete, judgedByPeople, audited }: Trial): readonly string[] {
  if (cases === 0) return ['There is nothing recorded that it could be tried on.'];
  const since = from === undefined || to === undefined ? '' : ` of ${momentOf(from)} to ${momentOf(to)}`;
  return [
    `${few(cases)} recorded items${since}; people judged ${few(judgedByPeople)}, and chance drew ${few(audited)} for an audit.`,
    isComplete ? 'All that was recorded was tried.' : 'There was no time for all: the rest was not tried.',
  ];
}

/** What the draft's filters found, the most frequent first. */
export const findingsOf = ({ found }: Trial): readonly (readonly [finding: string, cases: number])[] =>
  Object.entries(found).toSorted(([, one], [, other]) => other - one);
