import { PublishBatchCommand, PublishCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { accountId, type LocalServices, region, startLocalServices } from './local-services';

const TopicArn = `arn:aws:sns:${region}:${accountId}:brake`;
const Endpoint = `arn:aws:lambda:${region}:${accountId}:function:apply-brake`;

describe('SNS engine', () => {
  let local: LocalServices;
  let client: SNSClient;

  beforeAll(async () => {
    local = await startLocalServices();
    client = new SNSClient(local.client);
    await local.create({ type: 'AWS::SNS::Topic', ref: TopicArn, properties: { KmsMasterKeyId: 'key' } });
    await local.create({
      type: 'AWS::SNS::Subscription',
      ref: `${TopicArn}:1`,
      properties: { TopicArn, Protocol: 'lambda', Endpoint },
    });
    await local.create({
      type: 'AWS::SNS::Subscription',
      ref: `${TopicArn}:2`,
      properties: { TopicArn, Protocol: 'email', Endpoint: 'team@example.com' },
    });
  });
  afterEach(() => {
    local.invoked.length = 0;
    local.problems.length = 0;
    local.answerInvocations({ ok: true, payload: null });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('invokes the subscribed function with the event that AWS sends', async () => {
    const { MessageId } = await client.send(
      new PublishCommand({
        TopicArn,
        Subject: 'Budget',
        Message: 'a < b & "c"',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'hard limit' } },
      }),
    );
    await local.engines.sns.settled();
    expect(local.invoked).toEqual([
      {
        functionRef: Endpoint,
        event: {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: `${TopicArn}:1`,
              Sns: expect.objectContaining({
                Type: 'Notification',
                MessageId,
                TopicArn,
                Subject: 'Budget',
                Message: 'a < b & "c"',
                Timestamp: '2026-01-02T03:04:05.000Z',
                MessageAttributes: { kind: { Type: 'String', Value: 'hard limit' } },
              }),
            },
          ],
        },
      },
    ]);
  });

  test('publishes batches and texts per protocol', async () => {
    const Message = JSON.stringify({ default: 'for all', lambda: 'for functions' });
    const PublishBatchRequestEntries = [
      { Id: 'one', Message: 'plain' },
      { Id: 'two', Message, MessageStructure: 'json' },
    ];
    const { Successful } = await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    expect(Successful?.map(({ Id }) => Id)).toEqual(['one', 'two']);
    await local.engines.sns.settled();
    const messages = local.invoked.map(
      ({ event }) => (event as { Records: { Sns: { Message: string } }[] }).Records[0]?.Sns.Message,
    );
    expect(messages).toEqual(['plain', 'for functions']);
  });

  test('tells of deliveries that failed and of subscribers it cannot reach', async () => {
    local.answerInvocations({ ok: false, errorType: 'Error', errorMessage: 'table is gone' });
    await client.send(new PublishCommand({ TopicArn, Message: 'x' }));
    await local.engines.sns.settled();
    expect(local.problems).toEqual([expect.stringContaining('table is gone')]);
    expect(local.progress).toEqual([`messages of ${TopicArn} are not sent to email team@example.com`]);
  });

  test('refuses unknown topics, operations, filters and protocols that are not served', async () => {
    const unknown = new PublishCommand({ TopicArn: `${TopicArn}s`, Message: 'x' });
    await expect(client.send(unknown)).rejects.toMatchObject({ name: 'NotFoundException' });
    const set = new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'x' });
    await expect(client.send(set)).rejects.toThrow('sns:SetTopicAttributes is not served');
    const grouped = new PublishCommand({ TopicArn, Message: 'x', MessageGroupId: 'g' });
    await expect(client.send(grouped)).rejects.toThrow('sns:Publish (input MessageGroupId) is not served');
    for (const extra of [{ FilterPolicy: { kind: ['x'] } }, { Protocol: 'sqs' }]) {
      const properties = { TopicArn, Protocol: 'lambda', Endpoint, ...extra };
      await expect(local.create({ type: 'AWS::SNS::Subscription', ref: 'x', properties })).rejects.toThrow(
        Object.keys(extra)[0],
      );
    }
  });
});
