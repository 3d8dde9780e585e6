import type { PolicySource } from './role-policies';

/** An item, or its key, as DynamoDB's calls carry it: attribute name to `{ S: ... }` and the like. */
export type AttributeValues = Readonly<Record<string, unknown>>;

/** Actions on single items, whose calls name the item's key. */
const itemActions: ReadonlySet<string> = new Set(
  ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((name) =>
    `dynamodb:${name}`.toLowerCase(),
  ),
);

/** Whether calls of an action carry `dynamodb:LeadingKeys` here. */
export const carriesLeadingKeys = (action: string): boolean => itemActions.has(action.toLowerCase());

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

/** By which attribute the items of each table are found. */
export class PartitionKeys {
  private readonly byTable = new Map<string, string>();

  constructor(source: PolicySource) {
    for (const { ref, properties } of source.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')) {
      const keys = (properties.KeySchema ?? []) as readonly KeyElement[];
      const partition = keys.find(({ KeyType }) => KeyType === 'HASH');
      if (partition) this.byTable.set(ref, partition.AttributeName);
    }
  }

  /** Values of `dynamodb:LeadingKeys` for an item of a table; a replica has the name of its table. */
  leadingKeys(tableArn: string, item: AttributeValues): readonly string[] | undefined {
    const value = item[this.byTable.get(tableArn.replace(/^.*:table\//s, '')) ?? ''];
    return value === undefined ? undefined : Object.values(value as AttributeValues).map(String);
  }
}
