import type { ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { addIndex } from '../../constructs/table/table-index';

const name = 'ByOwner';

/** Lists a user's conversations, the one used last first: only their heads have an `ownerId`. */
export function addOwnerIndex(table: TableV2): void {
  addIndex(table, { name, partitionKey: 'ownerId', sortKey: 'updatedAt', attributes: ['title', 'createdAt'] });
}

/** Lets a function query that index. */
export function grantOwnerIndex(grantee: iam.IGrantable, table: ITableV2): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${name}`],
  });
}
