import { table } from '../../../operator/command-line';
import type { Share } from '../interval';
import type { LabelMeasures, TierRow } from './measure';
import type { SuggestedThreshold } from './thresholds';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const within = ({ of, share, low, high }: Share) =>
  of === 0 ? '-' : `${percent(share)} (${percent(low)} to ${percent(high)}) of ${of}`;

const tierTable = (rows: readonly TierRow[]) =>
  table([
    ['TIER', 'LABELS', 'LEFT OPEN', 'REJECTED, AND PEOPLE TOO', 'APPROVED, AND PEOPLE REJECT'],
    ...rows.map((row) => [
      ...[
        String(row.tier),
        String(row.labels),
        String(row.open),
        within(row.rejectedRightly),
        within(row.approvedWrongly),
      ],
    ]),
  ]);

function thresholdLine(name: string, suggested: SuggestedThreshold | undefined): string {
  if (!suggested) return `  ${name}: too few labels with scores, or none is so good`;
  const { threshold, wrong, right } = suggested;
  return `  ${name} ${threshold}: wrong for ${within(wrong)}, right for ${within(right)}`;
}

/** The report for people. */
export function describeMeasures(measures: LabelMeasures): string {
  const { labels, sources, tiers, auditedTiers, confusion, categories, appeals, overturnedFindings, thresholds } =
    measures;
  const audits =
    auditedTiers.length === 0
      ? 'There are no audits: what machines approve wrongly is not known. Set audit.share in the policy.'
      : tierTable(auditedTiers);
  return [
    `${labels} labels: ${sources.review} of what machines left open, ${sources.appeal} of appeals, ${sources.audit} of blind audits. Intervals of 95 % (Wilson).`,
    'Those of reviews and appeals are of what reached people, and say nothing of the rest: only audits, drawn by chance, stand for all that machines decide.',
    '',
    'All labels:',
    tierTable(tiers),
    '',
    'What chance drew for audits alone:',
    audits,
    '',
    table([
      ['MACHINES', 'PEOPLE', 'LABELS'],
      ...confusion.map((cell) => [cell.machines, cell.people, String(cell.labels)]),
    ]),
    '',
    table([
      ['CATEGORY', 'PRECISION', 'RECALL'],
      ...categories.map(({ category, precision, recall }) => [category, within(precision), within(recall)]),
    ]),
    '',
    'Rejections that were appealed, and did not hold:',
    ...(appeals.length === 0
      ? ['  none']
      : appeals.map(({ tier, overturned }) => `  by tier ${tier}: ${within(overturned)}`)),
    '',
    'Findings of filters in rejections that people do not share:',
    ...(overturnedFindings.length === 0
      ? ['  none']
      : overturnedFindings.map(({ finding, overturned }) => `  ${finding}: ${within(overturned)}`)),
    '',
    `Thresholds of the classifier at ${percent(thresholds.rate)} of errors, by ${thresholds.approved} labels that people approved and ${thresholds.rejected} that they rejected:`,
    thresholdLine('rejectFrom', thresholds.rejectFrom),
    thresholdLine('approveTo', thresholds.approveTo),
  ].join('\n');
}
