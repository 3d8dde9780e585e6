import { isDeepStrictEqual } from 'node:util';
import { ServiceError } from '../engine';
import { type Operation, unknownMembers } from './dynalite';
import type { TableDefinition } from './table-definition';

type Data = Record<string, unknown>;

/** One part of a transaction, as the plain operation that has its effect. */
export interface Part {
  readonly operation: Extract<Operation, 'PutItem' | 'UpdateItem' | 'DeleteItem'>;
  readonly input: Data;
  readonly table: TableDefinition;
  readonly key: Data;
  /** Only its condition counts: what it writes is taken back. */
  readonly checkOnly: boolean;
  /** The item is told when the condition does not hold. */
  readonly tellsItem: boolean;
}

/** A check is an update of nothing; its condition is the same. */
const operations = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'UpdateItem',
} as const;

const maxParts = 100;

/**
 * Reads `TransactItems`.
 *
 * @param tableOf the table of a name, in the caller's region
 */
export function partsOf(items: unknown, tableOf: (name: unknown) => TableDefinition): Part[] {
  if (!Array.isArray(items) || items.length === 0 || items.length > maxParts) {
    throw invalid(`1 validation error detected: 'transactItems' must have 1 to ${maxParts} members`);
  }
  const parts = items.map((item: Data) => partOf(item, tableOf));
  for (const [index, part] of parts.entries()) {
    if (parts.slice(0, index).some((other) => sameItem(part, other))) {
      throw invalid('Transaction request cannot include multiple operations on one item');
    }
  }
  return parts;
}

function partOf(item: Data, tableOf: (name: unknown) => TableDefinition): Part {
  const [[kind, value] = ['', {}], more] = Object.entries(item);
  if (more || !(kind in operations)) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const { ReturnValuesOnConditionCheckFailure: tells, ...input } = value as Data;
  const table = tableOf(input.TableName);
  const whole = (kind === 'Put' ? input.Item : input.Key) as Data | undefined;
  return {
    operation: operations[kind as keyof typeof operations],
    input,
    table,
    key: Object.fromEntries(table.keys.map((name) => [name, whole?.[name]])),
    checkOnly: kind === 'ConditionCheck',
    tellsItem: tells === 'ALL_OLD',
  };
}

/** Input of a transaction that the engine does not read: of the whole, and of its parts. */
export function unknownParts(input: Data): string[] {
  const known = ['TransactItems', 'ClientRequestToken', 'ReturnConsumedCapacity'];
  const items = Array.isArray(input.TransactItems) ? (input.TransactItems as Data[]) : [];
  return [
    ...Object.keys(input).filter((name) => !known.includes(name)),
    ...items.flatMap(Object.entries).flatMap(([kind, { ReturnValuesOnConditionCheckFailure: _, ...part }]) => {
      const operation = operations[kind as keyof typeof operations] as Operation | undefined;
      return operation ? unknownMembers(operation, part) : [];
    }),
  ];
}

const sameItem = (one: Part, other: Part): boolean =>
  one.table === other.table && isDeepStrictEqual(one.key, other.key);

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
