import { CfnGlobalTable, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';

export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** @default S, a text */
  readonly sortKeyType?: 'S' | 'N';
  /** Attributes beside the keys. @default - none */
  readonly attributes?: readonly string[];
}

/**
 * Adds indexes to a table. They are added beside the library's own property,
 * which would widen every `grant` on the table to all of its indexes. A table that is deployed takes one more index a deployment.
 */
export function addIndexes(table: TableV2, indexes: readonly TableIndex[]): void {
  const resource = table.node.defaultChild;
  if (!(resource instanceof CfnGlobalTable)) throw new Error(`${table.node.path} is no table that can have an index`);
  const sorted = Array.isArray(resource.keySchema) && resource.keySchema.length > 1;
  const own = (sorted ? ['pk', 'sk'] : ['pk']).map((name) => [name, 'S'] as const);
  const keys = indexes.flatMap(({ partitionKey, sortKey, sortKeyType = 'S' }) => [
    [partitionKey, 'S'] as const,
    [sortKey, sortKeyType] as const,
  ]);
  const types = new Map([...own, ...keys]);
  resource.attributeDefinitions = [...types].map(([attributeName, attributeType]) => ({
    attributeName,
    attributeType,
  }));
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
