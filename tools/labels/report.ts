import type { Label } from '../../lambdas/streaming/domain/cascade/label';
import { csvRow } from '../invoice/csv';
import { table } from '../operator/command-line';

const columns = [
  ...[
    'judged_at',
    'source',
    'drawn',
    'item',
    'version',
    'found',
    'found_category',
    'before',
    'before_category',
    'before_tier',
  ],
  ...['severity', 'policy_version', 'scores', 'text', 'links'],
];

/** A row for each label, with a heading: what trains a classifier is `text`, `links` and `found_category`. */
export const labelsCsv = (labels: readonly Label[]): string =>
  [columns, ...labels.map(fieldsOf)].map((row) => csvRow(row)).join('');

function fieldsOf({ content, source, isDrawn, found, before, path, severity, policy }: Label): string[] {
  const scores = path.find(({ tier }) => tier === 2)?.scores;
  return [
    ...[new Date(found.at).toISOString(), source, isDrawn ? 'yes' : 'no', content.id, String(content.version)],
    ...[
      found.decision,
      found.category ?? '',
      before?.decision ?? '',
      before?.category ?? '',
      String(before?.tier ?? ''),
    ],
    ...[String(severity), String(policy.version), scores ? JSON.stringify(scores) : '', content.text],
    content.links.join(' '),
  ];
}

/** How many there are, by why a person looked, what held before, and what was found. */
export function describeLabels(labels: readonly Label[]): string {
  if (labels.length === 0) return 'Nobody judged anything in these days.';
  const said = (decision: string, category: string | undefined) => (category ? `${decision} (${category})` : decision);
  const rowOf = ({ source, before, found }: Label) => [
    ...[source, before ? `${said(before.decision, before.category)} by tier ${before.tier}` : 'nothing'],
    said(found.decision, found.category),
  ];
  const counts = new Map<string, number>();
  for (const label of labels) {
    const row = rowOf(label).join('\t');
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  const rows = [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([row, count]) => [...row.split('\t'), `${count}`]);
  return table([['WHY', 'BEFORE', 'FOUND', 'LABELS'], ...rows]);
}
