import { setTimeout } from 'node:timers/promises';
import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';

const MAX_TRIES = 6;
/** Milliseconds to wait at most before the first repetition; twice as long before each further one. */
const CONFLICT_MS = 20;

/** Runs a write again that met a transaction on the same item: DynamoDB refuses one of the two, and the SDK does not repeat it. */
export async function afterConflicts<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (tries === MAX_TRIES || !isConflict(error)) throw error;
      await setTimeout(Math.random() * CONFLICT_MS * 2 ** (tries - 1));
    }
  }
}

/** Why each part of a transaction was refused: the codes in the order of its parts; none for another error. */
export const reasonsOf = (error: unknown): (string | undefined)[] =>
  error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code }) => Code) : [];

const isConflict = (error: unknown): boolean =>
  error instanceof TransactionConflictException || reasonsOf(error).includes('TransactionConflict');
