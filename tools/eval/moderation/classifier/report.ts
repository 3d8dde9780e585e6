import { table } from '../../../operator/command-line';
import type { Estimate } from './bootstrap';
import type { ClassifierEvaluation } from './evaluate';

const percent = (share: number) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)}` : '-');
const within = ({ value, low, high }: Estimate) => `${percent(value)} (${percent(low)} to ${percent(high)})`;

const thousandths = ({ value, low, high }: Estimate) => `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

/** The report for people. */
export function describeClassifier({
  classifier,
  seed,
  thresholds,
  categories,
  decisions,
}: ClassifierEvaluation): string {
  const byCategory = categories.map((row) => [
    ...[row.category, String(row.violating), within(row.precision), within(row.recall)],
    ...[thousandths(row.brier), row.brierOfShare.toFixed(3), thousandths(row.expectedCalibrationError)],
  ]);
  const byTexts = decisions.map((row) => [
    ...[row.texts, row.violates ? 'yes' : 'no', String(row.count), within(row.approved), within(row.rejected)],
    percent(row.unreadable.share),
  ]);
  return [
    `Classifier version ${classifier.version} on vectors of ${classifier.encoder}; seed ${seed}. Shares in percent, with intervals of 95 % over whole templates.`,
    '',
    'Templates that it has not seen. Precision and recall of what is likelier than not:',
    '',
    table([['CATEGORY', 'TEXTS', 'PRECISION', 'RECALL', 'BRIER', 'OF SHARE', 'ECE'], ...byCategory]),
    '',
    `By the thresholds of the policy that everyone has at first (approved to ${thresholds.approveTo}, rejected from ${thresholds.rejectFrom}; the rest goes on to tier 3):`,
    '',
    table([['TEXTS', 'VIOLATING', 'COUNT', 'APPROVED', 'REJECTED', 'UNREADABLE'], ...byTexts]),
  ].join('\n');
}
