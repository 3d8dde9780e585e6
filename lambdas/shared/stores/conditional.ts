import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** A write whose condition did not hold, as undefined. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
