import { setImmediate } from 'node:timers/promises';
import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import { create, type Store } from 'dynalite/db';
import { checkTypes, checkValidations } from 'dynalite/validations';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import * as createTableRules from 'dynalite/validations/createTable.js';
import * as deleteItemRules from 'dynalite/validations/deleteItem.js';
import * as describeTableRules from 'dynalite/validations/describeTable.js';
import * as getItemRules from 'dynalite/validations/getItem.js';
import * as listTablesRules from 'dynalite/validations/listTables.js';
import * as putItemRules from 'dynalite/validations/putItem.js';
import * as queryRules from 'dynalite/validations/query.js';
import * as scanRules from 'dynalite/validations/scan.js';
import * as updateItemRules from 'dynalite/validations/updateItem.js';
import { ServiceError } from '../engine';
import { type WriteListener, watchItems } from './item-watch';

type Data = Record<string, unknown>;

const operations = {
  BatchGetItem: { run: batchGetItem, rules: batchGetItemRules },
  BatchWriteItem: { run: batchWriteItem, rules: batchWriteItemRules },
  CreateTable: { run: createTable, rules: createTableRules },
  DeleteItem: { run: deleteItem, rules: deleteItemRules },
  DescribeTable: { run: describeTable, rules: describeTableRules },
  GetItem: { run: getItem, rules: getItemRules },
  ListTables: { run: listTables, rules: listTablesRules },
  PutItem: { run: putItem, rules: putItemRules },
  Query: { run: query, rules: queryRules },
  Scan: { run: scan, rules: scanRules },
  UpdateItem: { run: updateItem, rules: updateItemRules },
};

export type Operation = keyof typeof operations;

/** The DynamoDB tables of this machine: dynalite's engine, without its HTTP server. */
export interface Dynalite {
  /** Runs one operation. Throws `ServiceError` as DynamoDB would. */
  run(operation: Operation, input: Data): Promise<Data>;
  /** Creates a table that counts as one of `region`. */
  createTable(region: string, input: Data): Promise<void>;
  /** Tells of every write to a table's items from now on, those of an item in their order. */
  watch(table: string, wrote: WriteListener): void;
  /** Nothing may be under way; what is run later fails. */
  stop(): Promise<void>;
}

export function isOperation(name: string): name is Operation {
  return name in operations;
}

/** Input members dynalite does not read. It would drop them silently. */
export function unknownMembers(operation: Operation, input: Data): string[] {
  const { types } = operations[operation].rules;
  return Object.keys(input).filter((name) => !(name in types));
}

export function createDynalite(accountId: string): Dynalite {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = accountId;
  let stopped = false;
  return {
    async run(operation, input) {
      // A closed store throws where nobody could catch it.
      if (stopped) throw new ServiceError('ServiceUnavailable', 'The laptop has stopped', 503);
      return run(store, operation, input);
    },
    async createTable(region, input) {
      store.tableDb.awsRegion = region;
      await run(store, 'CreateTable', input);
      // It is in the making for a moment, in which it takes no items.
      while (!(await isActive(store, input.TableName))) await setImmediate();
    },
    watch: (table, wrote) => watchItems(store.getItemDb(table), wrote),
    stop() {
      stopped = true;
      return new Promise((resolve, reject) => store.db.close((error) => (error ? reject(error) : resolve())));
    },
  };
}

async function isActive(store: Store, TableName: unknown): Promise<boolean> {
  const { Table } = await run(store, 'DescribeTable', { TableName });
  return (Table as { readonly TableStatus?: unknown } | undefined)?.TableStatus === 'ACTIVE';
}

function run(store: Store, operation: Operation, input: Data): Promise<Data> {
  const { run: action, rules } = operations[operation];
  return new Promise((resolve, reject) => {
    try {
      const data = checkTypes(input, rules.types);
      checkValidations(data, rules.types, rules.custom, store);
      action(store, data, (error, output) => (error ? reject(serviceError(error)) : resolve(output ?? {})));
    } catch (error) {
      reject(serviceError(error));
    }
  });
}

/** dynalite's errors carry the response they would have been. */
interface Failure {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

function serviceError(error: unknown): unknown {
  const { statusCode, body } = error as Failure;
  if (!statusCode || !body) return error;
  const code = body.__type.slice(body.__type.indexOf('#') + 1);
  return new ServiceError(code, body.message ?? body.Message ?? code, statusCode);
}
