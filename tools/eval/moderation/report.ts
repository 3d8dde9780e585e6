import { table } from '../../operator/command-line';
import type { Evaluation } from './evaluate';
import type { Share } from './interval';

const percent = ({ share }: Share) => `${(100 * share).toFixed(1)} %`;
const withInterval = ({ share, low, high, of }: Share) =>
  `${(100 * share).toFixed(2)} % (95 %: ${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)} %, of ${of})`;

/** The report for people. */
export function describe({ seed, patterns, violating, recall, clean, falsePositives, traffic }: Evaluation): string {
  const caught = violating.map(({ kind, heldOut, items, rejected, caught: all }) => [
    ...[kind, heldOut ? 'held out' : '', String(items), percent(all), percent(rejected)],
  ]);
  const fine = clean.map(({ kind, items, approved, escalated, rejected }) => [
    ...[kind, String(items), percent(approved), percent(escalated), percent(rejected)],
  ]);
  return [
    `Seed ${seed}, ${patterns} patterns. Caught is what is not approved: rejected, or held for a later tier.`,
    '',
    table([['VIOLATING', '', 'ITEMS', 'CAUGHT', 'REJECTED'], ...caught]),
    '',
    `Caught, disguises it was written for: ${withInterval(recall.known)}`,
    `Caught, held-out disguises:           ${withInterval(recall.heldOut)}`,
    '',
    table([['CLEAN', 'ITEMS', 'APPROVED', 'ESCALATED', 'REJECTED'], ...fine]),
    '',
    `False positives, clean:          ${withInterval(falsePositives.clean)}`,
    `False positives, hard negatives: ${withInterval(falsePositives.hard)}`,
    '',
    `Traffic as assumed: approved ${percent(traffic.approved)}, rejected ${percent(traffic.rejected)}, escalated ${percent(traffic.escalated)} of ${traffic.items}`,
    `  violating, approved nevertheless: ${withInterval(traffic.missed)}`,
    `  clean, rejected nevertheless:     ${withInterval(traffic.wronglyRejected)}`,
  ].join('\n');
}
