import { Match, Template } from 'aws-cdk-lib/assertions';
import { BlueprintFunction, type BlueprintFunctionProps } from '../../lib/constructs/function/function';
import { foundationIn } from '../support/foundation';

function templateWith(props: Partial<BlueprintFunctionProps<object>>, stage = 'dev'): Template {
  const { stack, foundation } = foundationIn(stage);
  new BlueprintFunction(stack, 'Sample', {
    foundation,
    entry: 'lambdas/chat/ping.handler.ts',
    description: 'A function of this test',
    environment: {},
    ...props,
  });
  return Template.fromStack(stack);
}

it('runs on Node 24 and arm64, traced, with its own log group', () => {
  const template = templateWith({});
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('SampleLogs') }, LogFormat: 'JSON' },
  });
  template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 14 }, DeletionPolicy: 'Delete' });
});

it('may write its own log and nothing else, besides the shared policy', () => {
  const template = templateWith({});
  template.resourceCountIs('AWS::IAM::Policy', 1);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('SampleLogs'), 'Arn'] },
        },
      ],
    },
  });
  template.hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: [{ Ref: Match.stringLikeRegexp('FunctionPolicy') }],
  });
});

it('leaves variables out that are not set', () => {
  const template = templateWith({ environment: { SET: 'x', NOT_SET: undefined } });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { SET: 'x', NOT_SET: Match.absent() } },
  });
});

it('knows its stage', () => {
  templateWith({}).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { STAGE: 'dev' } } });
});

it('tells the alerts topic of errors and throttles', () => {
  const template = templateWith({}, 'staging');
  for (const [MetricName, Threshold] of [
    ['Errors', 5],
    ['Throttles', 1],
  ] as const) {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName,
      Threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Alerts') }],
      OKActions: [{ Ref: Match.stringLikeRegexp('Alerts') }],
    });
  }
});

it.each([
  ['dev', 1],
  ['staging', 5],
  ['prod', 50],
])('in %s it takes %i errors in five minutes to ring, unless the function says otherwise', (stage, Threshold) => {
  const errors = { MetricName: 'Errors', Period: 300, Statistic: 'Sum' };
  templateWith({}, stage).hasResourceProperties('AWS::CloudWatch::Alarm', { ...errors, Threshold });
  templateWith({ errorAlarm: { errorsPerFiveMinutes: 3 } }, stage).hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...errors,
    Threshold: 3,
  });
});

it('has no alarm of its own on throttles where the stage has one for the region', () => {
  const template = templateWith({}, 'dev');
  template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
  template.hasResource('AWS::Lambda::Function', {
    Metadata: { 'blueprint:alarm-opt-out': { throttles: Match.stringLikeRegexp('all functions in the region') } },
  });
});

it('goes without an alarm only for a reason, which the template keeps', () => {
  const template = templateWith(
    { throttleAlarm: { noAlarmBecause: 'Nothing calls it more than once a day.' } },
    'staging',
  );
  template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
  template.hasResource('AWS::Lambda::Function', {
    Metadata: { 'blueprint:alarm-opt-out': { throttles: 'Nothing calls it more than once a day.' } },
  });
});

it('is called through the alias that is kept warm', () => {
  const template = templateWith({ provisionedConcurrency: 3 });
  template.hasResourceProperties('AWS::Lambda::Alias', {
    Name: 'live',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
  });
});

it('has no alias and takes nothing from the pool unless asked', () => {
  const template = templateWith({ provisionedConcurrency: 0 });
  template.resourceCountIs('AWS::Lambda::Alias', 0);
  template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
});

it('keeps its log where the stage keeps its data, unless its first deployment fails', () => {
  templateWith({}, 'prod').hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 90 },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});
