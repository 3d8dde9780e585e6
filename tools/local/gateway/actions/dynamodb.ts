import { streamArn } from '../../engines/dynamodb/stream-arn';
import type { Requirement } from '../../iam/access';
import { accountId } from '../../resource-identity';
import { type ActionMap, type IncomingCall, jsonInput, targetOperation, text } from './action-map';

type Input = Readonly<Record<string, unknown>>;

const ofOneTable = new Set([
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'],
  ...['DescribeTable', 'DescribeTimeToLive', 'CreateTable', 'DeleteTable', 'UpdateTimeToLive'],
]);
/** Operations of DynamoDB Streams, by where their input names the stream. */
const ofOneStream: Readonly<Record<string, (input: Input) => string>> = {
  DescribeStream: ({ StreamArn }) => text(StreamArn),
  GetShardIterator: ({ StreamArn }) => text(StreamArn),
  GetRecords: ({ ShardIterator }) => text(ShardIterator).split('|')[0] ?? '',
};
const ofManyTables = new Set(['BatchGetItem', 'BatchWriteItem']);

/** A part of a transaction needs the permission of the plain operation. */
const transactionParts: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

export const dynamodb: ActionMap = {
  protocol: 'json',
  accessDenied: 'AccessDeniedException',
  operation: targetOperation,
  requirements(call, operation) {
    const input = jsonInput(call);
    if (ofOneTable.has(operation)) return [onTable(call.region, operation, input)];
    if (ofManyTables.has(operation)) {
      const tables = Object.keys((input.RequestItems ?? {}) as Input);
      return tables.map((TableName) => onTable(call.region, operation, { TableName }));
    }
    const streamOf = ofOneStream[operation];
    if (streamOf) return [{ action: `dynamodb:${operation}`, resource: streamOf(input) }];
    if (operation === 'ListStreams') return [listStreams(call.region, input)];
    if (operation === 'ListTables') return [{ action: 'dynamodb:ListTables', resource: '*' }];
    if (operation.startsWith('Transact')) return ofTransaction(call, input);
    return undefined;
  },
};

function ofTransaction(call: IncomingCall, input: Input): Requirement[] {
  const items = (input.TransactItems ?? []) as Readonly<Record<string, Input>>[];
  return items.flatMap((item) =>
    Object.entries(item).map(([part, input]) => onTable(call.region, transactionParts[part] ?? part, input)),
  );
}

/**
 * Of one table when the call names it: AWS's service authorization reference knows no resource for it, but its developer
 * guide, and the CDK for tables of its second version, allow it on the table's streams.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-read-stream-only.html
 */
function listStreams(region: string, { TableName }: Input): Requirement {
  const table = `arn:aws:dynamodb:${region}:${accountId}:table/${text(TableName)}`;
  return { action: 'dynamodb:ListStreams', resource: TableName ? streamArn(table) : '*' };
}

function onTable(region: string, operation: string, { TableName, IndexName, Key, Item }: Input): Requirement {
  const name = text(TableName);
  const arn = name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
  return {
    action: `dynamodb:${operation}`,
    resource: IndexName ? `${arn}/index/${text(IndexName)}` : arn,
    item: (Key ?? Item) as Requirement['item'],
  };
}
