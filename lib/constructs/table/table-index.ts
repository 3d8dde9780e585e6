import { CfnGlobalTable, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';

export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes beside the keys. @default - none */
  readonly attributes?: readonly string[];
}

/**
 * Adds an index, all of whose keys are strings, to a table with `pk` and `sk`. It is added beside the library's own property,
 * which would widen every `grant` on the table to all of its indexes.
 */
export function addIndex(table: TableV2, { name, partitionKey, sortKey, attributes }: TableIndex): void {
  const resource = table.node.defaultChild;
  if (!(resource instanceof CfnGlobalTable)) throw new Error(`${table.node.path} is no table that can have an index`);
  const names = [...new Set(['pk', 'sk', partitionKey, sortKey])];
  resource.attributeDefinitions = names.map((attributeName) => ({ attributeName, attributeType: 'S' }));
  resource.globalSecondaryIndexes = [
    {
      indexName: name,
      keySchema: [
        { attributeName: partitionKey, keyType: 'HASH' },
        { attributeName: sortKey, keyType: 'RANGE' },
      ],
      projection: attributes
        ? { projectionType: 'INCLUDE', nonKeyAttributes: [...attributes] }
        : { projectionType: 'KEYS_ONLY' },
    },
  ];
}
