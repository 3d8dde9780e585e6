import type { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../../../lambdas/shared/stores/batch-get';

const keys = Array.from({ length: 5 }, (_, pk) => ({ pk }));

/** A table that has room for so many items a call. */
function tableWith(room: number) {
  let calls = 0;
  const send = async ({ input }: BatchGetCommand) => {
    calls += 1;
    const { Keys = [] } = input.RequestItems?.items ?? {};
    const left = Keys.slice(room);
    return {
      Responses: { items: Keys.slice(0, room) },
      ...(left.length > 0 && { UnprocessedKeys: { items: { Keys: left } } }),
    };
  };
  return { document: { send } as unknown as DynamoDBDocumentClient, calls: () => calls };
}

it('asks again for what was not answered for', async () => {
  const { document, calls } = tableWith(2);
  expect((await batchGet(document, { items: keys }))('items')).toEqual(keys);
  expect(calls()).toBe(3);
});

it('gives up on a table that has no room at all, and does not ask it for ever', async () => {
  const { document, calls } = tableWith(0);
  await expect(batchGet(document, { items: keys })).rejects.toThrow('were not answered for');
  expect(calls()).toBeLessThanOrEqual(10);
});

it('waits no longer than its caller does', async () => {
  const { document, calls } = tableWith(0);
  const ended = AbortSignal.abort(new Error('no time left'));
  await expect(batchGet(document, { items: keys }, { signal: ended })).rejects.toThrow();
  expect(calls()).toBe(1);
});
