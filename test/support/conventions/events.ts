import { at, type Located, list, property, referenced, resources, sameResource } from '../template';
import { finding, type Rule, type StageView, stageOf } from './rule';

const mappings = ({ stacks }: StageView) => resources(stacks, 'AWS::Lambda::EventSourceMapping');

/** What an event source mapping reads. */
export const source = (view: StageView, mapping: Located) =>
  referenced(view.stacks, mapping.stack, property(mapping, 'EventSourceArn'));

/** The function behind a name, or behind the alias that a mapping may point to. */
export function reader(view: StageView, mapping: Located): Located | undefined {
  const target = referenced(view.stacks, mapping.stack, property(mapping, 'FunctionName'));
  return target?.type === 'AWS::Lambda::Alias'
    ? referenced(view.stacks, target.stack, property(target, 'FunctionName'))
    : target;
}

/** Whether an alarm of the stage reads this metric of this resource. */
export function watched({ stacks }: StageView, metric: string, of: Located): boolean {
  return resources(stacks, 'AWS::CloudWatch::Alarm')
    .filter((alarm) => property(alarm, 'MetricName') === metric)
    .some((alarm) => sameResource(referenced(stacks, alarm.stack, property(alarm, 'Dimensions', 0, 'Value')), of));
}

export const isStream = (place: Located | undefined) =>
  place?.type.startsWith('AWS::Kinesis::') || place?.type.includes('DynamoDB');

export const partialFailures: Rule = {
  name: 'every event source reports partial failures and is bounded',
  check: (view) =>
    mappings(view).flatMap((mapping) => [
      ...(list(property(mapping, 'FunctionResponseTypes')).includes('ReportBatchItemFailures')
        ? []
        : [finding(mapping, 'repeats a whole batch when one record of it fails')]),
      ...(bound(mapping) ? [] : [finding(mapping, 'has no bound on how much runs at a time')]),
    ]),
  broken: stageOf({ Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} } }),
};

function bound(mapping: Located): boolean {
  return [
    property(mapping, 'ScalingConfig', 'MaximumConcurrency'),
    property(mapping, 'ProvisionedPollerConfig', 'MaximumPollers'),
    property(mapping, 'ParallelizationFactor'),
  ].some((value) => typeof value === 'number');
}

export const streamsGiveUp: Rule = {
  name: 'stream readers retry a bounded number of times and for a bounded time, bisect, and set aside what fails',
  check: (view) =>
    mappings(view)
      .filter((mapping) => isStream(source(view, mapping)))
      .filter(
        (mapping) =>
          !(Number(property(mapping, 'MaximumRetryAttempts')) >= 0) ||
          !(Number(property(mapping, 'MaximumRecordAgeInSeconds')) > 0) ||
          property(mapping, 'BisectBatchOnFunctionError') !== true ||
          !property(mapping, 'DestinationConfig', 'OnFailure', 'Destination'),
      )
      .map((mapping) => finding(mapping, 'lets one poison record block its shard')),
  broken: stageOf({
    Stream: { Type: 'AWS::Kinesis::Stream' },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] }, MaximumRetryAttempts: 3 },
    },
  }),
};

const waiting = 'ApproximateNumberOfMessagesVisible';

/** By which Lambda tells that a mapping gave records up, and put them where it was told to. */
const givenUp = 'OnFailureDestinationDeliveredEventCount';

export const streamFailures: Rule = {
  name: 'what readers of streams set aside goes to a queue or a bucket, with an alarm on it; what Kinesis forgets is kept whole',
  check: (view) =>
    mappings(view)
      .filter((mapping) => isStream(source(view, mapping)))
      .flatMap((mapping) => {
        const destination = property(mapping, 'DestinationConfig', 'OnFailure', 'Destination');
        const kept = referenced(view.stacks, mapping.stack, destination);
        if (kept?.type === 'AWS::S3::Bucket') {
          const counted = list(property(mapping, 'MetricsConfig', 'Metrics')).includes('EventCount');
          return counted && watched(view, givenUp, mapping)
            ? []
            : [finding(mapping, 'gives up without anyone being told')];
        }
        if (kept?.type !== 'AWS::SQS::Queue') return [finding(mapping, 'sets aside what fails nowhere')];
        if (source(view, mapping)?.type.startsWith('AWS::Kinesis::'))
          return [finding(mapping, 'sets aside only where in the stream a record is, which forgets it')];
        return watched(view, waiting, kept) ? [] : [finding(kept, 'fills without anyone being told')];
      }),
  broken: stageOf({
    Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    Failed: { Type: 'AWS::SQS::Queue' },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } },
      },
    },
  }),
};

export const deadLetters: Rule = {
  name: 'every queue that is read has a dead-letter queue, with an alarm on it',
  check: (view) =>
    mappings(view)
      .map((mapping) => source(view, mapping))
      .filter((queue): queue is Located => queue?.type === 'AWS::SQS::Queue')
      .flatMap((queue) => {
        const dead = referenced(view.stacks, queue.stack, property(queue, 'RedrivePolicy', 'deadLetterTargetArn'));
        if (!dead) return [finding(queue, 'delivers what fails for ever')];
        return watched(view, waiting, dead) ? [] : [finding(dead, 'fills without anyone being told')];
      }),
  broken: stageOf({
    Queue: { Type: 'AWS::SQS::Queue' },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    },
  }),
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const visibilityPerTimeout = 6;

export const visibilityOutlastsReader: Rule = {
  name: "a queue's visibility timeout is at least six times its reader's timeout",
  check: (view) =>
    mappings(view).flatMap((mapping) => {
      const queue = source(view, mapping);
      if (queue?.type !== 'AWS::SQS::Queue') return [];
      const fn = reader(view, mapping);
      if (!fn) return [finding(mapping, 'is read by something that is not in the stage')];
      const needed = Number(property(fn, 'Timeout') ?? 3) * visibilityPerTimeout;
      const visibility = Number(property(queue, 'VisibilityTimeout') ?? 30);
      return visibility >= needed
        ? []
        : [finding(queue, `hides a message for ${visibility} s; its reader needs ${needed} s`)];
    }),
  broken: stageOf({
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30 } },
    Reader: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 10 } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Reader' } },
    },
  }),
};

/** CloudFormation's limit is 500. */
const resourcesAStack = 450;

export const roomToGrow: Rule = {
  name: `a stack has at most ${resourcesAStack} resources`,
  check: ({ stacks }) =>
    stacks
      .map(({ name, template }) => ({ name, count: Object.keys(template.Resources).length }))
      .filter(({ count }) => count > resourcesAStack)
      .map(({ name, count }) => `${name}: has ${count} resources`),
  broken: stageOf(
    Object.fromEntries(
      Array.from({ length: resourcesAStack + 1 }, (_, n) => [`R${n}`, { Type: at(['T'], 0) as string }]),
    ),
  ),
};
