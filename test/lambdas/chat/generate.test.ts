import './support/environment';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { AnswerTurn } from '../../../lambdas/chat/answer-turn';
import { createGenerate } from '../../../lambdas/chat/generate.handler';
import { invoke, lambdaContext } from '../support/context';
import { VirtualClock } from './support/virtual-clock';
import { work } from './support/world';

const record = (receives: number, body: unknown = work) => ({
  messageId: 'sqs-1',
  receiptHandle: 'handle',
  body: JSON.stringify(body),
  attributes: { ApproximateReceiveCount: String(receives), MessageGroupId: 'g' },
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:1:paid.fifo',
  awsRegion: 'us-east-1',
});

function setUp(answer: AnswerTurn['answer'], hideFails = false) {
  const clock = new VirtualClock();
  const gaveUp: unknown[] = [];
  const errors: string[] = [];
  const hidden: { seconds: number; at: number }[] = [];
  const started = clock.now();
  const generate = createGenerate({
    answerTurn: {
      answer,
      giveUp: async (given) => {
        gaveUp.push(given);
        return 'ended';
      },
    },
    hide: async (_message, seconds) => {
      if (hideFails) throw new Error('denied');
      hidden.push({ seconds, at: clock.now() - started });
    },
    maxReceives: 3,
    clock,
    logger: { appendKeys: () => undefined, error: (message) => void errors.push(String(message)) },
  });
  const handler = middy<SQSEvent, SQSBatchResponse>().handler(generate);
  return {
    handler,
    clock,
    gaveUp,
    errors,
    hidden,
    deliver: (receives = 1, body?: unknown) =>
      clock.run(invoke(handler, { Records: [record(receives, body)] }, lambdaContext(300_000))),
  };
}

const acknowledged = { batchItemFailures: [] };
const returned = { batchItemFailures: [{ itemIdentifier: 'sqs-1' }] };

test('an answered message is acknowledged', async () => {
  const answered: unknown[] = [];
  const { deliver } = setUp(async (given) => {
    answered.push(given);
    return 'ended';
  });
  expect(await deliver()).toEqual(acknowledged);
  expect(answered).toEqual([work]);
});

test('while it is answered a message is hidden for thirty seconds, from the first moment and every ten seconds anew', async () => {
  const world = setUp(async () => {
    await world.clock.sleep(25_000);
    return 'ended';
  });
  await world.deliver();
  expect(world.hidden).toEqual([0, 10_000, 20_000].map((at) => ({ seconds: 30, at })));
});

test('a message that cannot be hidden is answered all the same, and that is logged', async () => {
  const { deliver, errors } = setUp(async () => 'ended', true);
  expect(await deliver()).toEqual(acknowledged);
  expect(errors).toEqual(['Message not kept hidden']);
});

test('a fault returns the message to its queue', async () => {
  const { deliver, gaveUp, errors } = setUp(() => Promise.reject(new Error('table is away')));
  expect(await deliver(1)).toEqual(returned);
  expect(await deliver(2)).toEqual(returned);
  expect(gaveUp).toEqual([]);
  expect(errors).toEqual(['Answer not generated', 'Answer not generated']);
});

test('what comes after a message that failed goes back with it, unanswered: the queue is in order', async () => {
  const asked: unknown[] = [];
  const { handler, clock } = setUp(async (given) => {
    asked.push(given);
    throw new Error('table is away');
  });
  const records = [record(1), { ...record(1), messageId: 'sqs-2' }];
  expect(await clock.run(invoke(handler, { Records: records }, lambdaContext(300_000)))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'sqs-1' }, { itemIdentifier: 'sqs-2' }],
  });
  expect(asked).toHaveLength(1);
});

test('the last receive attempts nothing: it ends the turn, and leaves the message to the dead letters at once', async () => {
  const { deliver, gaveUp, hidden } = setUp(() => Promise.reject(new Error('attempted')));
  expect(await deliver(3)).toEqual(returned);
  expect(gaveUp).toEqual([work]);
  expect(hidden.map(({ seconds }) => seconds)).toEqual([30, 0]);
});

test('a message that another worker took up is not deleted', async () => {
  const { deliver } = setUp(async () => 'overtaken');
  expect(await deliver(2)).toEqual(returned);
});

test('a body that is no work goes back, and so to the dead letters, and is logged', async () => {
  const { deliver, errors } = setUp(async () => 'ended');
  expect(await deliver(1, { nonsense: true })).toEqual(returned);
  expect(errors).toEqual(['Answer not generated']);
});

test('the deadline leaves time to store and to send the end', async () => {
  let deadline: AbortSignal | undefined;
  const { clock } = setUp(async () => 'ended');
  const generate = createGenerate({
    answerTurn: {
      answer: async (_work, signal) => {
        deadline = signal;
        return 'ended';
      },
      giveUp: async () => 'ended',
    },
    hide: async () => undefined,
    maxReceives: 3,
    clock,
    logger: { appendKeys: () => undefined, error: () => undefined },
  });
  await clock.run(invoke(generate, { Records: [record(1)] }, lambdaContext(15_000)));
  await new Promise((resolve) => {
    if (deadline?.aborted) resolve(undefined);
    else deadline?.addEventListener('abort', resolve);
  });
  expect(deadline?.aborted).toBe(true);
});
