import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { fewAtOnce } from '../../shared/few-at-once';
import { type Verdict, verdictSchema } from '../domain/api/live';
import { verdictSk, verdictsPk, verdictTotalKey } from './live-items';

/** Verdicts of a view. */
const SHOWN = 20;
const KEPT_SECONDS = 3_600;
const AT_ONCE = 10;

export interface LiveVerdicts {
  /** Numbers verdicts on, and keeps the latest. */
  add(org: string, verdicts: readonly Omit<Verdict, 'n'>[]): Promise<void>;
  /** The latest, the oldest of them first. */
  read(org: string): Promise<readonly Verdict[]>;
}

const totalSchema = z.object({ total: z.int() });

/** Verdicts for people to look at: what they are founded on is with the cases. */
export function createLiveVerdicts(
  document: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): LiveVerdicts {
  return {
    async add(org, verdicts) {
      const { Attributes } = await document.send(
        new UpdateCommand({
          TableName,
          Key: verdictTotalKey(org),
          UpdateExpression: 'ADD #total :count',
          ExpressionAttributeNames: { '#total': 'total' },
          ExpressionAttributeValues: { ':count': verdicts.length },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      const first = totalSchema.parse(Attributes).total - verdicts.length + 1;
      const ttl = Math.floor(now() / 1000) + KEPT_SECONDS;
      const numbered = verdicts.map((verdict, index) => ({ ...verdict, n: first + index }));
      await fewAtOnce(numbered.slice(-SHOWN), AT_ONCE, undefined, async (verdict) => {
        const Item = { pk: verdictsPk(org), sk: verdictSk(verdict.n), verdict, ttl };
        await document.send(new PutCommand({ TableName, Item }));
      });
    },

    async read(org) {
      const { Items = [] } = await document.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': verdictsPk(org) },
          ScanIndexForward: false,
          Limit: SHOWN,
          ConsistentRead: true,
        }),
      );
      return Items.map(({ verdict }) => verdictSchema.parse(verdict)).reverse();
    },
  };
}
