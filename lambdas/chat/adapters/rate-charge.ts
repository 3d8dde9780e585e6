import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import { microseconds } from '../domain/token-bucket';
import { afterConflicts } from './conflicts';
import { part, type UsageStoreOptions } from './rate-store';
import { type Account, bucketTtl, rateKey } from './usage-items';

/** Takes tokens that were used beyond what was reserved, whether the bucket holds them or not. */
export function createCharge({ document, tableName: TableName, region, now }: UsageStoreOptions) {
  return async (account: Account, increment: number): Promise<void> => {
    // A bucket changes its state only when somebody else writes, so of three guesses one is right but for a lost race.
    for (const busy of [true, false, true]) {
      const at = now();
      const { set, condition } = part('tokensTat', busy);
      const update = new UpdateCommand({
        TableName,
        Key: rateKey(account, region),
        UpdateExpression: `SET ${set}, #ttl = :ttl`,
        ConditionExpression: busy ? 'tokensTat > :now' : condition,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':now': microseconds(at),
          ':ttl': bucketTtl(at),
          ':tokensTat': busy ? increment : microseconds(at) + increment,
        },
      });
      if (await unlessRefused(afterConflicts(() => document.send(update)))) return;
    }
  };
}
export type Charge = ReturnType<typeof createCharge>;
