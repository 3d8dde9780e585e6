import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Lists the decisions that rules are tested with, newest first: only a part of all decisions has these attributes. */
export const sampleIndex = {
  name: 'Sample',
  partitionKey: 'sampleOf',
  sortKey: 'sampleSort',
  attributes: ['decisionId', 'decidedAt', 'decision', 'body', 'payment', 'features', 'lists', 'policy'],
} as const;

/** Lets a function query that index. */
export const grantSampleIndex = (grantee: iam.IGrantable, table: ITableV2): iam.Grant =>
  iam.Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${sampleIndex.name}`],
  });
