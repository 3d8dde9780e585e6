import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { fewAtOnce } from '../../shared/few-at-once';
import type { Verdict } from '../domain/api/live';
import { SHOWN_VERDICTS, verdictSk, verdictsPk, verdictTotalKey } from './live-items';

const KEPT_SECONDS = 3_600;
const AT_ONCE = 10;

/** Numbers an organisation's verdicts on, and keeps the latest. */
export type AddVerdicts = (org: string, verdicts: readonly Omit<Verdict, 'n'>[]) => Promise<void>;

const totalSchema = z.object({ total: z.int() });

/** Verdicts for people to look at: what they are founded on is with the cases. */
export function createAddVerdicts(document: DynamoDBDocumentClient, TableName: string, now: () => number): AddVerdicts {
  return async (org, verdicts) => {
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
    await fewAtOnce(numbered.slice(-SHOWN_VERDICTS), AT_ONCE, undefined, async (verdict) => {
      const Item = { pk: verdictsPk(org), sk: verdictSk(verdict.n), verdict, ttl };
      await document.send(new PutCommand({ TableName, Item }));
    });
  };
}
