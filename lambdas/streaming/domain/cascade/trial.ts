import { afterClassifier, type Next, textRules } from './cascade';
import { itemOf, type Looks } from './content';
import { judgedByFilters, type ReadyPolicy } from './judging';
import { labelOf } from './label';
import type { ModerationCase } from './moderation-case';
import { findingsIn } from './step-findings';
import type { ChangedVerdicts, Trial, TrialVerdict } from './trial-result';

/** Cases of each change that are named. */
const MOST_EXAMPLES = 5;
/** Findings that are counted, the most frequent. */
const MOST_FOUND = 50;

export interface TrialOptions {
  /** Whether there is time for another case. */
  readonly hasTime: () => boolean;
  /** What is known of the images of a case. */
  readonly looksOf: (given: ModerationCase) => Looks | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Judges recorded cases again by a policy: its filters, and its thresholds on what the classifier said then. The model is not asked:
 * what would go there is told as that, and so is what would wait for a person.
 */
export function trialOf(
  ready: ReadyPolicy,
  recorded: readonly ModerationCase[],
  { hasTime, looksOf, now }: TrialOptions,
): Omit<Trial, 'version' | 'writtenAt' | 'by'> {
  const changed = new Map<string, ModerationCase[]>();
  const found = new Map<string, number>();
  const tried: ModerationCase[] = [];
  for (const given of recorded) {
    if (!hasTime()) break;
    tried.push(given);
    const { verdict, findings } = judgedAgain(given, looksOf(given), ready, now);
    for (const finding of findings) found.set(finding, (found.get(finding) ?? 0) + 1);
    const before = verdictOf(given);
    const change = `${before} ${verdict}`;
    if (verdict !== before) changed.set(change, [...(changed.get(change) ?? []), given]);
  }
  const times = tried.map(({ content }) => content.receivedAt);
  return {
    ...{ at: now, cases: tried.length, isComplete: tried.length === recorded.length },
    ...(times.length > 0 && { from: Math.min(...times), to: Math.max(...times) }),
    judgedByPeople: tried.filter((given) => labelOf(given)).length,
    audited: tried.filter(({ audit }) => audit).length,
    changed: [...changed].map(([change, cases]) => changedOf(change, cases)),
    found: Object.fromEntries([...found].sort(([, one], [, other]) => other - one).slice(0, MOST_FOUND)),
  };
}

/** What can be tried: of what a machine approved no words are kept unless it was audited. */
export const canBeTried = ({ content }: ModerationCase): boolean => {
  const { text, files = [] } = itemOf(content);
  return text !== '' || files.length > 0;
};

/** What machines made of a case when it came. */
export function verdictOf({ path }: ModerationCase): TrialVerdict {
  // The last time: what waited for its images was judged again.
  const filtered = path.findLast(({ tier }) => tier === 1)?.outcome;
  const classified = path.find(({ tier }) => tier === 2)?.outcome;
  if (classified === 'approve' || classified === 'reject') return classified;
  if (path.some(({ tier }) => tier === 3)) return 'model';
  return filtered === 'approve' || filtered === 'reject' ? filtered : 'person';
}

function judgedAgain(given: ModerationCase, looks: Looks | undefined, ready: ReadyPolicy, now: number) {
  const judged = judgedByFilters(given.content, ready, now, { looks });
  const rules = textRules(ready.policy);
  const scores = given.path.find(({ tier }) => tier === 2)?.scores;
  const isWhole =
    scores !== undefined &&
    Object.keys(scores).length === rules.length &&
    rules.every(({ category }) => Object.hasOwn(scores, category));
  const next =
    judged.next.kind === 'ask' && isWhole ? afterClassifier(scores, ready.policy, judged.canApprove) : judged.next;
  return {
    verdict: asVerdict(next),
    findings: findingsIn(judged.case.path[0]).map(({ code, by }) => `${code} ${by}`.trim()),
  };
}

const asVerdict = (next: Next): TrialVerdict =>
  next.kind === 'decide' ? next.decision : next.kind === 'hold' ? 'person' : 'model';

function changedOf(change: string, cases: readonly ModerationCase[]): ChangedVerdicts {
  const [from, to] = change.split(' ') as [TrialVerdict, TrialVerdict];
  const foundBy = (decision: 'approve' | 'reject') =>
    cases.filter((given) => labelOf(given)?.found.decision === decision);
  // Where people say otherwise, it is those that one should look at.
  const against = to === 'reject' ? foundBy('approve') : to === 'approve' ? foundBy('reject') : [];
  const examples = [...against, ...cases.filter((given) => !against.includes(given))].slice(0, MOST_EXAMPLES);
  return {
    ...{ from, to, cases: cases.length, againstPeople: against.length },
    ...{ peopleApproved: foundBy('approve').length, peopleRejected: foundBy('reject').length },
    examples: examples.map(({ content: { id, version } }) => ({ id, version })),
  };
}
