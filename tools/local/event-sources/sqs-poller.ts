import { type Poller, type PollerContext, pollUntilAborted, reportedFailures } from './poller';
import { Slots } from './slots';

interface SqsMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >;
}

/** Batches in flight where the mapping names no maximum: Lambda's own starting point for standard queues. */
const defaultConcurrency = 5;
/** SQS hands out ten messages at most; Lambda's pollers gather larger batches from several calls. */
const largestReceive = 10;
/** Longest wait of a receive call (s). */
const longPoll = 20;

/**
 * Reads a queue for a function. A batch that fails is left alone until its visibility timeout ends, as in AWS, and the
 * queue's redrive policy decides when to give up.
 */
export function startSqsPoller(context: PollerContext): Poller {
  const { mapping, caller } = context;
  const stopping = new AbortController();
  const slots = new Slots(mapping.maximumConcurrency ?? defaultConcurrency);
  const QueueUrl = `${context.endpoint}/${mapping.sourceArn.split(':').slice(4).join('/')}`;
  const call = (operation: string, input: Readonly<Record<string, unknown>>) =>
    context.call({
      service: 'sqs',
      operation,
      region: mapping.region,
      caller,
      input: { QueueUrl, ...input },
      signal: stopping.signal,
    });

  const receive = async (wait: number, most: number) => {
    const output = await call('ReceiveMessage', {
      MaxNumberOfMessages: Math.min(most, largestReceive),
      WaitTimeSeconds: wait,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (output as { readonly Messages?: readonly SqsMessage[] }).Messages ?? [];
  };

  const gather = async (): Promise<readonly SqsMessage[]> => {
    const messages = [...(await receive(longPoll, mapping.batchSize))];
    const until = Date.now() + mapping.windowMs;
    while (messages.length > 0 && messages.length < mapping.batchSize && !stopping.signal.aborted) {
      const left = Math.ceil((until - Date.now()) / 1000);
      const more = await receive(Math.min(Math.max(left, 0), longPoll), mapping.batchSize - messages.length);
      messages.push(...more);
      if (more.length === 0) break;
    }
    return messages;
  };

  const handle = async (messages: readonly SqsMessage[]) => {
    const event = { Records: messages.map((message) => toRecord(message, context)) };
    const result = await context.functions.invoke(mapping.functionRef, event);
    context.delivered(result.ok);
    if (!result.ok) return;
    const ids = messages.map(({ MessageId }) => MessageId);
    const failed = mapping.reportsItemFailures ? reportedFailures(result.payload, ids) : [];
    if (!failed) return context.report(`${mapping.path}: the answer names no valid batchItemFailures`);
    const done = messages.filter(({ MessageId }) => !failed.includes(MessageId));
    for (let at = 0; at < done.length; at += largestReceive) {
      const batch = done.slice(at, at + largestReceive);
      const Entries = batch.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await call('DeleteMessageBatch', { Entries });
    }
  };

  const running = pollUntilAborted(context, stopping.signal, async () => {
    await slots.free(stopping.signal);
    await call('GetQueueAttributes', { AttributeNames: ['ApproximateNumberOfMessages'] });
    const messages = await gather();
    if (messages.length === 0) return;
    slots.run(
      handle(messages).catch((error: unknown) => {
        if (!stopping.signal.aborted) context.report(`${mapping.path}: ${String(error)}`);
      }),
    );
  });
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function toRecord(message: SqsMessage, { mapping }: PollerContext) {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
    name,
    {
      dataType: attribute.DataType,
      stringValue: attribute.StringValue,
      binaryValue: attribute.BinaryValue,
      stringListValues: [],
      binaryListValues: [],
    },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes) as Record<string, unknown>,
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: mapping.sourceArn,
    awsRegion: mapping.region,
  };
}
