import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

import type { TableIndex } from '../../constructs/table/table-index';

/** Lists the decisions that people see and rules are tested with, newest first: only a part of all decisions has these attributes. */
export const sampleIndex = {
  name: 'Sample',
  partitionKey: 'sampleOf',
  sortKey: 'sampleSort',
  attributes: ['decisionId', 'decidedAt', 'decision', 'tookMs', 'body', 'payment', 'features', 'lists', 'policy'],
} as const;

/** Lists the same decisions by time, whoever asked: what drift is told by. */
export const watchIndex = {
  name: 'Watch',
  partitionKey: 'watchOf',
  sortKey: 'watchSort',
  attributes: ['decisionId', 'decision', 'body', 'features'],
} as const;

/** Lists what waits for a person, the highest expected loss first: only open reviews have these attributes. */
export const reviewIndex = { name: 'Reviews', partitionKey: 'queueOf', sortKey: 'queueSort' } as const;

/** Lists what the audit stream is told, by the hour: what decisions, labels and changes of lists are compared with the audit by. */
export const toldIndex = { name: 'Told', partitionKey: 'toldIn', sortKey: 'toldAs', attributes: ['digest'] } as const;

/** Lets a function query an index of the table of decisions. */
export const grantIndex = (grantee: iam.IGrantable, table: ITableV2, { name }: TableIndex): iam.Grant =>
  iam.Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${name}`],
  });
