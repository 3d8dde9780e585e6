import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { QueueEventSource, type QueueScaling } from '../../lib/constructs/event-source/queue-event-source';
import { BlueprintFunction } from '../../lib/constructs/function/function';
import { QueuePair, type QueuePairProps } from '../../lib/constructs/queue-pair/queue-pair';
import { foundationIn } from '../support/foundation';

function queueAndReader(props: Partial<QueuePairProps> = {}, scaling: QueueScaling = { maxConcurrency: 2 }): Template {
  const { stack, foundation } = foundationIn('dev');
  const source = new QueuePair(stack, 'Jobs', {
    foundation,
    visibilityTimeout: Duration.seconds(60),
    oldestMessageAlarm: Duration.minutes(2),
    ...props,
  });
  const target = new BlueprintFunction(stack, 'Reader', {
    foundation,
    entry: 'lambdas/chat/ping.handler.ts',
    description: 'A reader of this test',
    environment: {},
    timeout: Duration.seconds(10),
  });
  new QueueEventSource(stack, 'Source', { target, source, scaling });
  return Template.fromStack(stack);
}

describe('a queue pair', () => {
  it('sets messages aside after five deliveries, for fourteen days', () => {
    const template = queueAndReader();
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: {
        maxReceiveCount: 5,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] },
      },
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 3600 });
  });

  it('is FIFO on both sides with throughput by message group', () => {
    const template = queueAndReader({ fifo: true });
    template.allResourcesProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      ContentBasedDeduplication: false,
    });
  });

  it('refuses what does not come by TLS', () => {
    const policies = queueAndReader().findResources('AWS::SQS::QueuePolicy');
    expect(Object.values(policies)).toHaveLength(2);
    expect(JSON.stringify(policies).match(/aws:SecureTransport/g)).toHaveLength(2);
  });

  it('tells of dead letters and of messages that wait', () => {
    const template = queueAndReader();
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'QueueName'] } },
      ],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold: 120,
    });
  });

  it('goes without the waiting alarm only for a reason', () => {
    const template = queueAndReader({ oldestMessageAlarm: { noAlarmBecause: 'A nightly job may wait all day.' } });
    template.hasResource('AWS::SQS::Queue', {
      Metadata: { 'blueprint:alarm-opt-out': { 'oldest-message': 'A nightly job may wait all day.' } },
    });
  });
});

describe('a queue event source', () => {
  it('takes partial failures and is bounded', () => {
    queueAndReader().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('provisions pollers where a thousand at a time is not enough', () => {
    queueAndReader({}, { minPollers: 2, maxPollers: 200 }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: Match.absent(),
      ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 200 },
    });
  });

  it('gives the reader the four actions it needs on this queue', () => {
    queueAndReader().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: [
              'sqs:ReceiveMessage',
              'sqs:DeleteMessage',
              'sqs:GetQueueAttributes',
              'sqs:ChangeMessageVisibility',
            ].sort(),
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^JobsQueue'), 'Arn'] },
          },
        ]),
      },
    });
  });

  it('is made only after the reader may read', () => {
    const [mapping] = Object.values(queueAndReader().findResources('AWS::Lambda::EventSourceMapping'));
    expect(JSON.stringify(mapping?.DependsOn)).toMatch(/ReaderRoleDefaultPolicy/);
  });

  it('refuses a queue that redelivers while the reader may still work', () => {
    expect(() => queueAndReader({ visibilityTimeout: Duration.seconds(59) })).toThrow(
      /visibility timeout of 59 s.*needs 60 s, 6 times/,
    );
  });
});
