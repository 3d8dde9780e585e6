import { KinesisClient, type PutRecordsCommandInput } from '@aws-sdk/client-kinesis';
import { createEventLog, eventClient } from '../../../../lambdas/streaming/adapters/event-log';
import { streamed } from '../support/events';

/** Kinesis as its client sees it: answers each call by the function, counted from 0. */
function eventLog(answer: (input: PutRecordsCommandInput, call: number) => object) {
  const client = new KinesisClient({ region: 'us-east-1' });
  const calls: PutRecordsCommandInput[] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        calls.push(input as PutRecordsCommandInput);
        return { output: answer(input as PutRecordsCommandInput, calls.length - 1) as never, response: undefined };
      },
    { step: 'initialize', priority: 'high' },
  );
  const errors: unknown[] = [];
  const pauses: number[] = [];
  const append = createEventLog({
    client,
    stream: 'events',
    pause: async (attempt) => void pauses.push(attempt),
    onError: (error) => errors.push(error),
  });
  return { append, calls, errors, pauses };
}

const there = { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
const full = { ErrorCode: 'ProvisionedThroughputExceededException' };
const three = ['a', 'b', 'c'].map((id) => streamed({ id }));

it('sends again what a shard had no room for, and nothing else', async () => {
  const { append, calls, pauses } = eventLog((_, call) => ({
    Records: call === 0 ? [there, full, there] : [there],
    FailedRecordCount: call === 0 ? 1 : 0,
  }));
  expect(await append(three)).toEqual([true, true, true]);
  expect(calls.map(({ Records }) => Records?.length)).toEqual([3, 1]);
  expect(JSON.parse(new TextDecoder().decode(calls[1]?.Records?.[0]?.Data))).toMatchObject({ id: 'b' });
  expect(pauses).toHaveLength(1);
});

it('says which are not there after a few tries', async () => {
  const { append, calls } = eventLog(({ Records = [] }) => ({
    Records: Records.map(({ Data }) => (new TextDecoder().decode(Data).includes('"id":"b"') ? full : there)),
  }));
  expect(await append(three)).toEqual([true, false, true]);
  expect(calls.map(({ Records }) => Records?.length)).toEqual([3, 1, 1, 1, 1]);
});

it('tells of a call that failed, and tries it again', async () => {
  const { append, errors } = eventLog((_, call) => {
    if (call === 0) throw new Error('the stream is away');
    return { Records: [there, there, there] };
  });
  expect(await append(three)).toEqual([true, true, true]);
  expect(errors).toMatchObject([{ message: 'the stream is away' }]);
});

it('cuts what is more than one call takes, and keeps events of a session on one partition key', async () => {
  const { append, calls } = eventLog(({ Records = [] }) => ({ Records: Records.map(() => there) }));
  const large = (id: string) =>
    streamed({
      id,
      type: 'content.submitted',
      version: 1,
      data: { user: 'u', content: 'c', text: 'x'.repeat(60_000) },
    });
  const taken = await append(Array.from({ length: 100 }, (_, index) => large(`e${index}`)));
  expect(taken.every(Boolean)).toBe(true);
  expect(calls).toHaveLength(2);
  expect(new Set(calls.flatMap(({ Records = [] }) => Records.map(({ PartitionKey }) => PartitionKey)))).toEqual(
    new Set(['acme/u/c']),
  );
  const [one, other] = await (async () => {
    await append([streamed(), streamed({ data: { user: 'u1', session: 's2', item: 'i1', surface: 'page' } })]);
    return calls.at(-1)?.Records ?? [];
  })();
  expect(one?.PartitionKey).not.toBe(other?.PartitionKey);
});

it('tries as often as it says, and not as often again in each try: who sends events waits for all of it', async () => {
  process.env.AWS_REGION ??= 'us-east-1';
  expect(await eventClient().config.maxAttempts()).toBe(1);
});
