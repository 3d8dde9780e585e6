import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { TableEventSource, type TableEventSourceProps } from '../../lib/constructs/event-source/table-event-source';
import { BlueprintFunction } from '../../lib/constructs/function/function';
import { BlueprintTable } from '../../lib/constructs/table/table';
import { streamsThatLag } from '../support/conventions/backlog';
import { partialFailures, streamFailures, streamsGiveUp } from '../support/conventions/events';
import type { StageView } from '../support/conventions/rule';
import { foundationIn } from '../support/foundation';
import type { TemplateResource } from '../support/stages';

const lagAlarm = Duration.minutes(5);

interface Made {
  readonly props?: Partial<TableEventSourceProps>;
  readonly stream?: dynamodb.StreamViewType | 'none';
  readonly region?: string;
}

function tableAndReader({ props, stream = dynamodb.StreamViewType.NEW_IMAGE, region }: Made = {}): Template {
  const { stack, foundation } = foundationIn('dev');
  const source = new BlueprintTable(stack, 'Items', { foundation, stream: stream === 'none' ? undefined : stream });
  const target = new BlueprintFunction(stack, 'Reader', {
    foundation,
    entry: 'lambdas/chat/ping.handler.ts',
    description: 'A reader of this test',
    environment: {},
  });
  const scope = region ? new Stack(stack.node.root, 'Elsewhere', { env: { region } }) : stack;
  new TableEventSource(scope, 'Source', { foundation, target, source, lagAlarm, ...props });
  return Template.fromStack(stack);
}

const byDefault = tableAndReader();
const streamArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ItemsTable'), 'StreamArn'] };

describe('a table with a stream', () => {
  it('has one only where it is asked for', () => {
    byDefault.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    });
    const { stack, foundation } = foundationIn('dev');
    new BlueprintTable(stack, 'Items', { foundation });
    Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      StreamSpecification: Match.absent(),
    });
  });
});

describe('a table event source', () => {
  it('reads every change from the beginning, bounded, with partial failures', () => {
    byDefault.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: streamArn,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      ParallelizationFactor: 1,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 12 * 3600,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: Match.absent(),
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SourceFailures'), 'Arn'] } },
      },
    });
  });

  it('lets through the kinds of changes that are asked for', () => {
    tableAndReader({ props: { eventNames: ['INSERT', 'MODIFY'] } }).hasResourceProperties(
      'AWS::Lambda::EventSourceMapping',
      { FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT","MODIFY"]}' }] } },
    );
  });

  it('gives the reader what it needs on this stream and this queue, and only that', () => {
    const [policy] = Object.values(byDefault.findResources('AWS::IAM::Policy'));
    const statements: readonly { readonly Action: unknown; readonly Resource: unknown }[] =
      policy?.Properties.PolicyDocument.Statement;
    const given = statements.filter(({ Action }) => !JSON.stringify(Action).includes('logs:'));
    expect(given.map(({ Action }) => Action)).toEqual([
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      'sqs:SendMessage',
    ]);
    expect(given[0]?.Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^ItemsTable/), 'StreamArn'] });
    expect(given[1]?.Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^SourceFailures/), 'Arn'] });
  });

  it('is made only after the reader may read', () => {
    const [mapping] = Object.values(byDefault.findResources('AWS::Lambda::EventSourceMapping'));
    expect(JSON.stringify(mapping?.DependsOn)).toMatch(/ReaderRoleDefaultPolicy/);
  });

  it('tells of what it set aside, and of changes that wait', () => {
    byDefault.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
    });
    byDefault.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'IteratorAge',
      Threshold: lagAlarm.toMilliseconds(),
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^ReaderFunction') } }],
    });
    byDefault.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });

  it.each([
    ['no stream', { stream: 'none' }, /Test\/Items has no stream for Test\/Source to read/],
    ['a stream of another region', { region: 'eu-west-1' }, /in eu-west-1 cannot read the stream of Test\/Items in/],
    [
      'records gone too early',
      { props: { maxRecordAge: Duration.hours(24) } },
      /keeps them for 86400 s, so it has to be/,
    ],
  ] as const)('refuses %s', (_what, made, message) => {
    expect(() => tableAndReader(made)).toThrow(message);
  });
});

describe('the conventions for streams', () => {
  const rules = [partialFailures, streamsGiveUp, streamFailures, streamsThatLag];
  const view = (resources: Readonly<Record<string, TemplateResource>>): StageView => ({
    stacks: [{ name: 'dev-x', region: 'us-east-1', template: { Resources: resources } }],
    designs: [],
    idlesCheaply: false,
    keepsData: false,
  });
  const made = (): Record<string, TemplateResource> => structuredClone(byDefault.toJSON().Resources);
  const broken = (resources: Record<string, TemplateResource>): string[] =>
    rules.filter((rule) => rule.check(view(resources)).length > 0).map(({ name }) => name);

  it('hold for a table event source as it is', () => {
    expect(broken(made())).toEqual([]);
  });

  it.each([
    ['FunctionResponseTypes', [], partialFailures],
    ['ParallelizationFactor', undefined, partialFailures],
    ['MaximumRetryAttempts', -1, streamsGiveUp],
    ['MaximumRecordAgeInSeconds', -1, streamsGiveUp],
    ['BisectBatchOnFunctionError', false, streamsGiveUp],
  ] as const)('break when %s is %j', (property, value, rule) => {
    const resources = made();
    const [mapping] = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
    Object.assign(mapping?.Properties ?? {}, { [property]: value });
    expect(broken(resources)).toEqual([rule.name]);
  });

  it.each([
    ['ApproximateNumberOfMessagesVisible', streamFailures],
    ['IteratorAge', streamsThatLag],
  ] as const)('break without an alarm on %s', (metric, rule) => {
    const left = Object.entries(made()).filter(([, { Properties }]) => Properties?.MetricName !== metric);
    expect(broken(Object.fromEntries(left))).toEqual([rule.name]);
  });

  it('break without a queue for what fails', () => {
    const resources = made();
    const [mapping] = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
    Object.assign(mapping?.Properties ?? {}, { DestinationConfig: undefined });
    expect(broken(resources)).toEqual([streamsGiveUp.name, streamFailures.name]);
  });
});
