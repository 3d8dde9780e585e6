import type { Label } from '../../../../lambdas/streaming/domain/cascade/label';
import { findingsIn } from '../../../../lambdas/streaming/domain/cascade/step-findings';
import { type Share, shareOf } from '../interval';
import { type SuggestedThresholds, suggestThresholds } from './thresholds';

/** What one tier said, against what people found. */
export interface TierRow {
  readonly tier: number;
  readonly labels: number;
  /** Of what it rejected, what people reject too; of what it approved, what people reject. */
  readonly rejectedRightly: Share;
  readonly approvedWrongly: Share;
  /** Left to the next tier, or without an answer. */
  readonly open: number;
}

/** Of one category: what machines rejected for it, and what people did. */
export interface CategoryRow {
  readonly category: string;
  readonly precision: Share;
  readonly recall: Share;
}

/** Labels by what machines made of an item (a category it was rejected for, `approve`, or `open`) and what people found. */
export interface ConfusionCell {
  readonly machines: string;
  readonly people: string;
  readonly labels: number;
}

export interface LabelMeasures {
  readonly labels: number;
  /** By why a person looked. */
  readonly sources: Readonly<Record<Label['source'], number>>;
  readonly tiers: readonly TierRow[];
  /** The same of what chance drew for audits, which stands for all that machines decide; what was appealed then is among it. */
  readonly auditedTiers: readonly TierRow[];
  readonly confusion: readonly ConfusionCell[];
  readonly categories: readonly CategoryRow[];
  /** Rejections that were appealed, by the tier that had rejected, and what share of them did not hold. */
  readonly appeals: readonly { readonly tier: number; readonly overturned: Share }[];
  /** Findings of filters in rejections that people overturned or audits denied, the most frequent first; of all labels with that finding. */
  readonly overturnedFindings: readonly { readonly finding: string; readonly overturned: Share }[];
  readonly thresholds: SuggestedThresholds;
}

const MOST_FINDINGS = 20;

/**
 * @param rate share of what people approve that may be rejected, and of what they reject that may be approved
 */
export function measureLabels(labels: readonly Label[], rate: number): LabelMeasures {
  const of = (source: Label['source']) => labels.filter((label) => label.source === source);
  const [review, appeal, audit] = [of('review'), of('appeal'), of('audit')];
  return {
    labels: labels.length,
    sources: { review: review.length, appeal: appeal.length, audit: audit.length },
    tiers: tierRows(labels),
    auditedTiers: tierRows(labels.filter(({ isDrawn }) => isDrawn)),
    confusion: confusionOf(labels),
    categories: categoryRows(labels),
    appeals: byTier(appeal.filter(({ before }) => before?.decision === 'reject')),
    overturnedFindings: overturnedFindings(labels),
    thresholds: suggestThresholds(labels, rate),
  };
}

const share = (labels: readonly Label[], holds: (label: Label) => boolean): Share =>
  shareOf(labels.filter(holds).length, labels.length);

const isRejectedByPeople = ({ found }: Label): boolean => found.decision === 'reject';

function tierRows(labels: readonly Label[]): TierRow[] {
  return [1, 2, 3].flatMap((tier) => {
    const outcomeOf = ({ path }: Label) => path.find((step) => step.tier === tier)?.outcome;
    const asked = labels.filter((label) => outcomeOf(label) !== undefined);
    if (asked.length === 0) return [];
    const said = (outcome: string) => asked.filter((label) => outcomeOf(label) === outcome);
    const [rejected, approved] = [said('reject'), said('approve')];
    return {
      ...{ tier, labels: asked.length, open: asked.length - rejected.length - approved.length },
      rejectedRightly: share(rejected, isRejectedByPeople),
      approvedWrongly: share(approved, isRejectedByPeople),
    };
  });
}

/** What machines made of an item in the end. */
function machinesOf({ path }: Label): string {
  const last = path.at(-1);
  if (last?.outcome === 'approve') return 'approve';
  return last?.outcome === 'reject' ? (last.category ?? 'no category') : 'open';
}
const peopleOf = ({ found }: Label): string =>
  found.decision === 'approve' ? 'approve' : (found.category ?? 'no category');

function confusionOf(labels: readonly Label[]): ConfusionCell[] {
  const cells = Map.groupBy(labels, (label) => JSON.stringify([machinesOf(label), peopleOf(label)]));
  return [...cells]
    .map(([names, all]) => {
      const [machines = '', people = ''] = JSON.parse(names) as string[];
      return { machines, people, labels: all.length };
    })
    .sort((one, other) => other.labels - one.labels);
}

function categoryRows(labels: readonly Label[]): CategoryRow[] {
  const names = new Set(labels.flatMap((label) => [machinesOf(label), peopleOf(label)]));
  return [...names]
    .filter((name) => name !== 'approve' && name !== 'open')
    .sort()
    .map((category) => ({
      category,
      precision: share(
        labels.filter((label) => machinesOf(label) === category),
        (label) => peopleOf(label) === category,
      ),
      recall: share(
        labels.filter((label) => peopleOf(label) === category),
        (label) => machinesOf(label) === category,
      ),
    }));
}

function byTier(labels: readonly Label[]): LabelMeasures['appeals'] {
  return [...Map.groupBy(labels, ({ before }) => before?.tier ?? 0)]
    .sort(([one], [other]) => one - other)
    .map(([tier, all]) => ({ tier, overturned: share(all, ({ found }) => found.decision === 'approve') }));
}

/** Rejections by filters: `before` is theirs, and people say otherwise. */
function overturnedFindings(labels: readonly Label[]): LabelMeasures['overturnedFindings'] {
  const rejected = labels.filter(({ before }) => before?.decision === 'reject' && before.tier === 1);
  const byFinding = new Map<string, Label[]>();
  for (const label of rejected)
    for (const { code, by } of findingsIn(label.path[0])) {
      const finding = `${code} ${by}`.trim();
      byFinding.set(finding, [...(byFinding.get(finding) ?? []), label]);
    }
  return [...byFinding]
    .map(([finding, all]) => ({ finding, overturned: share(all, ({ found }) => found.decision === 'approve') }))
    .filter(({ overturned }) => overturned.count > 0)
    .sort((one, other) => other.overturned.count - one.overturned.count)
    .slice(0, MOST_FINDINGS);
}
