import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Reasons after which the same may well succeed. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const PASSING: ReadonlySet<string> = new Set([
  ...['None', 'ConditionalCheckFailed', 'TransactionConflict'],
  ...['ProvisionedThroughputExceeded', 'ThrottlingError'],
]);

/**
 * Ends a transaction of items that nobody wrote meanwhile, one of which may ask for what was there before
 * (`ReturnValuesOnConditionCheckFailure`).
 *
 * @returns `committed`; that item as it was before, where that is why; `conflict` where another was written meanwhile, or the table
 *   was too busy
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
    const before = reasons.find(({ Item }) => Item)?.Item;
    if (before) return unmarshall(before);
    if (reasons.every(({ Code = 'None' }) => PASSING.has(Code))) return 'conflict';
    throw error;
  }
}
