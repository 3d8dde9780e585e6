import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { authored } from '../../../../lambdas/shared/domain/approval';
import { createApprovedStore } from '../../../../lambdas/shared/stores/approved-store';

const place = { table: 'items', keyOf: (org: string) => ({ pk: org }) };
const held = { sk: 'current', version: 7, author: 'ann', writtenAt: 1 };

const storeOver = (send: (command: unknown) => Promise<unknown>) =>
  createApprovedStore({ send } as unknown as DynamoDBDocumentClient, place, z.object(authored));

it('what a table has no room to tell at first is asked for again: a version that holds is never taken for none', async () => {
  let calls = 0;
  const store = storeOver(async (command) => {
    calls += 1;
    if (!(command instanceof BatchGetCommand)) throw new Error('another call');
    return calls === 1 ? { UnprocessedKeys: command.input.RequestItems } : { Responses: { items: [held] } };
  });
  expect(await store.both('acme')).toEqual({ held: 7, current: { version: 7, author: 'ann', writtenAt: 1 } });
});

it.each<[string, string[], boolean | string]>([
  ['another draft or version', ['None', 'None', 'ConditionalCheckFailed'], false],
  ['a table without room', ['ThrottlingError', 'None', 'None'], 'cancelled'],
  ['others who write the same', ['TransactionConflict', 'None', 'None'], 'cancelled'],
])('an approval that is cancelled for %s tells which', async (_, codes, expected) => {
  const error = new TransactionCanceledException({
    ...{ message: 'cancelled', $metadata: {} },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
  const approval = storeOver(async () => {
    throw error;
  }).approve('acme', { ...held, version: 8 }, 7);
  if (typeof expected === 'string') await expect(approval).rejects.toThrow(expected);
  else expect(await approval).toBe(expected);
});
