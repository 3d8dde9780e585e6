import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { accountId, type LocalServices, region, startLocalServices } from './local-services';

describe('SQS engine', () => {
  let local: LocalServices;
  let client: SQSClient;
  const urlOf = (name: string) => `${local.endpoint}/${accountId}/${name}`;

  async function createQueue(name: string, properties: Record<string, unknown> = {}): Promise<string> {
    const attributes = { Arn: `arn:aws:sqs:${region}:${accountId}:${name}`, QueueName: name };
    await local.create({ type: 'AWS::SQS::Queue', ref: urlOf(name), attributes, properties });
    return urlOf(name);
  }

  async function receive(QueueUrl: string, input: Partial<ReceiveMessageCommandInput> = {}) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], ...input }),
    );
    return Messages;
  }

  function send(QueueUrl: string, MessageBody: string, MessageGroupId?: string) {
    const fifo = MessageGroupId && { MessageGroupId, MessageDeduplicationId: MessageBody };
    return client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo }));
  }

  beforeAll(async () => {
    local = await startLocalServices();
    client = new SQSClient(local.client);
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('a FIFO queue keeps order in a group, one at a time, and drops repeated messages', async () => {
    const queue = await createQueue('order.fifo', {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      KmsMasterKeyId: 'alias/aws/sqs',
      VisibilityTimeout: 1800,
    });
    await send(queue, 'a1', 'a');
    await send(queue, 'a2', 'a');
    await send(queue, 'a1', 'a');
    await send(queue, 'b1', 'b');
    const first = await receive(queue);
    expect(first.map(({ Body }) => Body)).toEqual(['a1', 'b1']);
    expect(first[0]?.Attributes).toMatchObject({ MessageGroupId: 'a', ApproximateReceiveCount: '1' });
    expect(await receive(queue)).toEqual([]);
    await client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: first[0]?.ReceiptHandle }));
    expect((await receive(queue)).map(({ Body }) => Body)).toEqual(['a2']);
  });

  test('a waiting receiver gets a message as soon as it is sent', async () => {
    const queue = await createQueue('waiting');
    const started = performance.now();
    const waiting = receive(queue, { WaitTimeSeconds: 20 });
    await send(queue, 'now');
    expect((await waiting).map(({ Body }) => Body)).toEqual(['now']);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('a receiver that went away takes no message with it', async () => {
    const queue = await createQueue('left', { ReceiveMessageWaitTimeSeconds: 20 });
    const gone = new AbortController();
    const input = { QueueUrl: queue };
    const caller = local.gateway.operator;
    const operation = 'ReceiveMessage';
    const waiting = local.gateway.call({ service: 'sqs', operation, region, caller, input, signal: gone.signal });
    gone.abort();
    expect(await waiting).toEqual({});
    await send(queue, 'kept');
    expect((await receive(queue)).map(({ Body }) => Body)).toEqual(['kept']);
  });

  test('a visibility timeout cut to zero redelivers at once, and the redrive policy ends it', async () => {
    await createQueue('dead.fifo', { FifoQueue: true });
    const deadLetterTargetArn = `arn:aws:sqs:${region}:${accountId}:dead.fifo`;
    const queue = await createQueue('retried.fifo', {
      FifoQueue: true,
      RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: 2 },
    });
    await send(queue, 'poison', 'g');
    for (const count of ['1', '2']) {
      const [message] = await receive(queue, { WaitTimeSeconds: 5 });
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
      const { ReceiptHandle } = message ?? {};
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 0 }));
    }
    expect(await receive(queue)).toEqual([]);
    expect((await receive(urlOf('dead.fifo'))).map(({ Body }) => Body)).toEqual(['poison']);
  });

  test('a message that was not deleted comes back when its visibility timeout ends', async () => {
    const queue = await createQueue('visible.fifo', { FifoQueue: true, VisibilityTimeout: 60 });
    await send(queue, 'again', 'g');
    await receive(queue, { VisibilityTimeout: 1 });
    const [again] = await receive(queue, { WaitTimeSeconds: 5 });
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('gives queue addresses at the one endpoint', async () => {
    await createQueue('addressed');
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'addressed' }))).QueueUrl).toBe(urlOf('addressed'));
    const attributes = new GetQueueAttributesCommand({ QueueUrl: urlOf('addressed'), AttributeNames: ['QueueArn'] });
    expect((await client.send(attributes)).Attributes).toEqual({
      QueueArn: `arn:aws:sqs:${region}:${accountId}:addressed`,
    });
  });

  test('refuses what fauxqs would ignore, and answers as SQS does to an unknown queue', async () => {
    const queue = await createQueue('strict');
    const MessageSystemAttributes = { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } };
    const traced = new SendMessageCommand({ QueueUrl: queue, MessageBody: 'x', MessageSystemAttributes });
    await expect(client.send(traced)).rejects.toThrow('sqs:SendMessage (input MessageSystemAttributes) is not served');
    const Entries = [{ Id: '1', MessageBody: 'x', MessageSystemAttributes }];
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }))).rejects.toThrow(
      'sqs:SendMessageBatch (input MessageSystemAttributes) is not served',
    );
    await expect(send(urlOf('nowhere'), 'x')).rejects.toThrow(QueueDoesNotExist);
  });
});
