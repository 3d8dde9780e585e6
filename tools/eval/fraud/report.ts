import { table } from '../../operator/command-line';
import type { Row } from './evaluate';

/** What `--json` prints. */
export interface Report {
  /** What the transactions are. */
  readonly data: string;
  readonly rows: readonly Row[];
}

const share = (value: number) => value.toFixed(3);

/** The report for people. */
export function describe({ data, rows }: Report): string {
  const heading = ['MODEL', 'SPLIT', 'AUC', 'AP', 'CP@100', 'RECALL@0.1%FPR'];
  const lines = rows.map(({ model, split, auc, ap, cp100, recallAt01Fpr }) => [
    model,
    split,
    ...[auc, ap, cp100, recallAt01Fpr].map(share),
  ]);
  return [`Data: ${data}`, '', table([heading, ...lines])].join('\n');
}
