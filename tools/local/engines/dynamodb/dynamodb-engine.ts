import type { ResolvedResource } from '../../types';
import {
  type Engine,
  type EngineContext,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engine';
import { parseJson } from '../input';
import { answerJson } from '../output';
import { ChangeCapture } from './change-capture';
import { type ChangeStream, createChangeStream, type StreamViewType } from './change-stream';
import { createDynalite, type Dynalite, isOperation, unknownMembers } from './dynalite';
import { Exclusion } from './exclusion';
import { streamArn, streamLabel } from './stream-arn';
import { createStreamOperations } from './stream-operations';
import { type TableDefinition, tableDefinition } from './table-definition';
import { deleteExpired } from './time-to-live';
import { unknownParts } from './transaction-input';
import { Transactions } from './transactions';

/** How often expired items are looked for; DynamoDB itself may take days. */
const sweepEveryMs = 60_000;

export interface DynamoDbEngine extends Engine {
  /** Deletes now what has expired; gives the number of items. */
  deleteExpired(): Promise<number>;
}

/**
 * DynamoDB on dynalite. Not served, and refused: reads in a transaction, PartiQL, backups, changes of tables by call,
 * and input that dynalite does not read, such as `ReturnValuesOnConditionCheckFailure`.
 *
 * Unlike AWS: transactions wait for each other instead of being cancelled by a conflict; to `IN`, `BETWEEN`, `size` and `attribute_type` an empty text or `false` counts as missing.
 */
export function createDynamoDbEngine(context: EngineContext): DynamoDbEngine {
  const engine = createDynalite(context.accountId);
  const exclusion = new Exclusion();
  const dynalite: Dynalite = {
    ...engine,
    run: (operation, input) => exclusion.shared(() => engine.run(operation, input)),
  };
  const transactions = new Transactions(engine, context.now);
  const tables = new Map<string, TableDefinition>();
  const streams = new Map<string, ChangeStream>();
  const capture = new ChangeCapture();
  const streamOperations = createStreamOperations(streams, context.now);

  async function sweep(): Promise<number> {
    const remove = (input: Record<string, unknown>) =>
      exclusion.exclusive(() => capture.expiry(() => engine.run('DeleteItem', input)));
    let deleted = 0;
    for (const table of tables.values()) deleted += await deleteExpired(dynalite, remove, table, context.now());
    return deleted;
  }
  const sweeper = setInterval(() => {
    sweep().catch((error: Error) => context.report(`DynamoDB time to live: ${error.message}`));
  }, sweepEveryMs).unref();

  async function handle(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const ofStreams = streamOperations[call.operation];
    if (ofStreams) return answerJson(response, '1.0', ofStreams(call));
    const input = parseJson(call) as Record<string, unknown>;
    if (call.operation === 'TransactWriteItems') {
      answerJson(response, '1.0', await transact(call, input));
      return;
    }
    const table = tableOf(tables, call.region, input.TableName);
    answerJson(response, '1.0', await run(call, input, table));
  }

  function transact(call: ServiceCall, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const unknown = unknownParts(input);
    if (unknown.length > 0) throw notServed(call, `input ${unknown.join(', ')}`);
    const find = (name: unknown): TableDefinition => {
      const table = tableOf(tables, call.region, name);
      if (!table) throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
      return table;
    };
    return exclusion.exclusive(() => capture.transaction(() => transactions.write(input, find)));
  }

  async function run(call: ServiceCall, input: Record<string, unknown>, table: TableDefinition | undefined) {
    if (call.operation === 'DescribeTimeToLive') return { TimeToLiveDescription: describeTimeToLive(table) };
    if (!isOperation(call.operation) || call.operation === 'CreateTable') throw notServed(call);
    const read = call.operation === 'Scan' ? consistentScan(input) : input;
    const unknown = unknownMembers(call.operation, read);
    if (unknown.length > 0) throw notServed(call, `input ${unknown.join(', ')}`);
    const output = await dynalite.run(call.operation, read);
    if (call.operation !== 'DescribeTable' || !table?.stream) return output;
    return { Table: { ...(output.Table as object), ...describeStream(call.region, table) } };
  }

  const arnOf = (region: string, { name }: TableDefinition): string =>
    streamArn(`arn:aws:dynamodb:${region}:${context.accountId}:table/${name}`);

  const describeStream = (region: string, table: TableDefinition) => ({
    StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
    LatestStreamArn: arnOf(region, table),
    LatestStreamLabel: streamLabel,
  });

  /** A table has a stream in each of its regions. */
  function openStreams(table: TableDefinition, viewType: StreamViewType): void {
    const { name: tableName, keySchema, regions } = table;
    const opened = regions.map((region) =>
      createChangeStream({ arn: arnOf(region, table), tableName, keySchema, viewType }, context.now),
    );
    for (const stream of opened) streams.set(stream.arn, stream);
    engine.watch(tableName, (before, after) => {
      for (const stream of opened) capture.wrote(stream, before, after);
    });
  }

  return {
    name: 'dynamodb',
    services: ['dynamodb'],
    resourceTypes: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    handle,
    async create(resource: ResolvedResource) {
      const table = tableDefinition(resource);
      await dynalite.createTable(resource.region, table.input);
      tables.set(table.name, table);
      if (table.stream) openStreams(table, table.stream);
    },
    deleteExpired: sweep,
    async stop() {
      clearInterval(sweeper);
      await exclusion.exclusive(() => engine.stop());
    },
  };
}

/** Every scan of a table is consistent here, which dynalite does not know how to be asked for. */
function consistentScan({ ConsistentRead, ...input }: Record<string, unknown>): Record<string, unknown> {
  return input.IndexName === undefined || !ConsistentRead ? input : { ...input, ConsistentRead };
}

/** One engine holds the tables of all regions; a call finds those of its own region. */
function tableOf(tables: ReadonlyMap<string, TableDefinition>, region: string, name: unknown) {
  const table = typeof name === 'string' ? tables.get(name) : undefined;
  if (table && !table.regions.includes(region)) {
    throw new ServiceError(
      'ResourceNotFoundException',
      `Requested resource not found: table ${table.name} in ${region}`,
    );
  }
  return table;
}

function describeTimeToLive(table: TableDefinition | undefined) {
  if (!table) throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
  return table.timeToLive
    ? { TimeToLiveStatus: 'ENABLED', AttributeName: table.timeToLive }
    : { TimeToLiveStatus: 'DISABLED' };
}
