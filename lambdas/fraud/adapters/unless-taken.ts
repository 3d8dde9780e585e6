import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Reasons after which the same may well succeed. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const PASSING: ReadonlySet<string> = new Set([
  ...['None', 'ConditionalCheckFailed', 'TransactionConflict'],
  ...['ProvisionedThroughputExceeded', 'ThrottlingError'],
]);

/**
 * Ends a transaction whose first item is to be there once, and whose others were written by nobody meanwhile.
 *
 * @returns `committed`; the first item as it was before, where there was one; `conflict` where another was written meanwhile, or
 *   the table was too busy
 * @throws Error for whatever else came of it
 */
export async function unlessTaken(
  transaction: Promise<unknown>,
): Promise<'committed' | 'conflict' | Record<string, unknown>> {
  try {
    await transaction;
    return 'committed';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const before = reasons[0]?.Item;
    if (before) return unmarshall(before);
    if (reasons.every(({ Code = 'None' }) => PASSING.has(Code))) return 'conflict';
    throw error;
  }
}
