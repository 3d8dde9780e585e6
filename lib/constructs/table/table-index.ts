import { CfnGlobalTable, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';

export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes beside the keys. @default - none */
  readonly attributes?: readonly string[];
}

/**
 * Adds indexes, all of whose keys are strings, to a table with `pk` and `sk`. They are added beside the library's own property,
 * which would widen every `grant` on the table to all of its indexes. A table that is deployed takes one more index a deployment.
 */
export function addIndexes(table: TableV2, indexes: readonly TableIndex[]): void {
  const resource = table.node.defaultChild;
  if (!(resource instanceof CfnGlobalTable)) throw new Error(`${table.node.path} is no table that can have an index`);
  const keys = indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const names = [...new Set(['pk', 'sk', ...keys])];
  resource.attributeDefinitions = names.map((attributeName) => ({ attributeName, attributeType: 'S' }));
  resource.globalSecondaryIndexes = indexes.map(({ name, partitionKey, sortKey, attributes }) => ({
    indexName: name,
    keySchema: [
      { attributeName: partitionKey, keyType: 'HASH' },
      { attributeName: sortKey, keyType: 'RANGE' },
    ],
    projection: attributes
      ? { projectionType: 'INCLUDE', nonKeyAttributes: [...attributes] }
      : { projectionType: 'KEYS_ONLY' },
  }));
}

export const addIndex = (table: TableV2, index: TableIndex): void => addIndexes(table, [index]);
