import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Lists what somebody uploaded, newest first: only documents' heads have these attributes. */
export const ownerIndex = { name: 'ByOwner', partitionKey: 'owner', sortKey: 'ownerSort' } as const;

/** Lets a function query that index. */
export function grantOwnerIndex(grantee: iam.IGrantable, table: ITableV2): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${ownerIndex.name}`],
  });
}
