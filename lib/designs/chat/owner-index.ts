import { CfnGlobalTable, type ITableV2, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

const indexName = 'ByOwner';

/**
 * Lists a user's conversations, the one used last first: only their heads have an `ownerId`. Added beside the library's own
 * property, which would widen every `grant` on the table to all of its indexes.
 */
export function addOwnerIndex(table: TableV2): void {
  const resource = table.node.defaultChild;
  if (!(resource instanceof CfnGlobalTable)) throw new Error(`${table.node.path} is no table that can have an index`);
  const string = (attributeName: string) => ({ attributeName, attributeType: 'S' });
  resource.attributeDefinitions = ['pk', 'sk', 'ownerId', 'updatedAt'].map(string);
  resource.globalSecondaryIndexes = [
    {
      indexName,
      keySchema: [
        { attributeName: 'ownerId', keyType: 'HASH' },
        { attributeName: 'updatedAt', keyType: 'RANGE' },
      ],
      projection: { projectionType: 'INCLUDE', nonKeyAttributes: ['title', 'createdAt'] },
    },
  ];
}

/** Lets a function query that index. */
export function grantOwnerIndex(grantee: iam.IGrantable, table: ITableV2): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${indexName}`],
  });
}
