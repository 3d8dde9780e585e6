import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { loadSettings } from '../../lib/config';
import { BlueprintTable } from '../../lib/constructs/table/table';
import { designs } from '../../lib/designs/index';
import { CostGuard } from '../../lib/platform/cost-guard';
import { presetNames, presets } from '../../lib/presets';
import { cdkContext } from '../support/cdk-context';
import { foundationIn } from '../support/foundation';

function costGuard(overrides: Record<string, unknown> = {}): Template {
  const { stack, foundation } = foundationIn('dev');
  const context = { ...cdkContext(), stage: 'dev', stages: { dev: { preset: 'dev', ...overrides } } };
  const settings = loadSettings(new App({ context }).node, designs);
  const own = { ...foundation, settings };
  new CostGuard(stack, 'CostGuard', {
    foundation: own,
    table: new BlueprintTable(stack, 'Table', { foundation: own }).table,
  });
  return Template.fromStack(stack);
}

const notified = (type: string, threshold: number, topic: string) =>
  Match.objectLike({
    Notification: Match.objectLike({ NotificationType: type, Threshold: threshold, ThresholdType: 'PERCENTAGE' }),
    Subscribers: [{ SubscriptionType: 'SNS', Address: { Ref: Match.stringLikeRegexp(topic) } }],
  });

it('counts the whole account for the stage, so that it works before any tag is activated', () => {
  costGuard().hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetName: 'dev-stage', BudgetLimit: { Amount: 50, Unit: 'USD' }, CostFilters: Match.absent() },
    NotificationsWithSubscribers: [
      notified('FORECASTED', 100, '^Alerts'),
      notified('ACTUAL', 80, '^Alerts'),
      notified('ACTUAL', 120, '^CostGuardBrake'),
    ],
  });
});

it('counts the tag of the stage where several stages share an account', () => {
  costGuard({ budget: { scope: 'tag' } }).hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetName: 'dev-stage', CostFilters: { TagKeyValue: ['user:stage$dev'] } },
  });
});

it('has a budget for each design of this stage alone, by its tag, that never sets the brake', () => {
  const template = costGuard();
  template.resourceCountIs('AWS::Budgets::Budget', 1 + designs.length);
  for (const { name } of designs) {
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetName: `dev-${name}`, CostFilters: { TagKeyValue: [`user:workload$dev-${name}`] } },
      NotificationsWithSubscribers: [notified('FORECASTED', 100, '^Alerts'), notified('ACTUAL', 80, '^Alerts')],
    });
  }
});

it('sets the brake by a function that may only put into the platform table', () => {
  const template = costGuard();
  template.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'lambda',
    TopicArn: { Ref: Match.stringLikeRegexp('^CostGuardBrake') },
    Endpoint: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CostGuardApplyBrake'), 'Arn'] },
  });
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const actions = policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap((statement: { Action: unknown }) => statement.Action),
  );
  expect(actions.filter((action) => !String(action).startsWith('logs:'))).toEqual(['dynamodb:PutItem']);
});

it('tells people when the brake could not be set even once, however many errors a stage bears', () => {
  costGuard({ alarms: { errorsPerFiveMinutes: 50 } }).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^CostGuardApplyBrake') } }],
    Threshold: 1,
  });
});

it('lets only Budgets, for this account, publish to the brake', () => {
  costGuard().hasResourceProperties('AWS::SNS::TopicPolicy', {
    Topics: [{ Ref: Match.stringLikeRegexp('^CostGuardBrake') }],
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny' }),
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 'budgets.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ],
    },
  });
});

describe('anomaly detection', () => {
  const monitorArn = 'arn:aws:ce::123456789012:anomalymonitor/1f2e3d4c-0000-4000-8000-0123456789ab';

  it.each(presetNames)('is off in the preset %s: most accounts may create no monitor of a tag', (preset) => {
    expect(presets[preset].anomalyDetection.mode).toBe('off');
  });

  it('is nothing where it is off', () => {
    const template = costGuard({ anomalyDetection: { mode: 'off' } });
    template.resourceCountIs('AWS::CE::AnomalyMonitor', 0);
    template.resourceCountIs('AWS::CE::AnomalySubscription', 0);
  });

  it("watches the stage's own tag, by a monitor that every stage of the account can have", () => {
    costGuard({ anomalyDetection: { mode: 'tag' } }).hasResourceProperties('AWS::CE::AnomalyMonitor', {
      MonitorType: 'CUSTOM',
      MonitorDimension: Match.absent(),
      MonitorSpecification: JSON.stringify({ Tags: { Key: 'stage', Values: ['dev'] } }),
    });
  });

  it('watches each service, by the one monitor of that kind that an account can have', () => {
    costGuard({ anomalyDetection: { mode: 'services' } }).hasResourceProperties('AWS::CE::AnomalyMonitor', {
      MonitorType: 'DIMENSIONAL',
      MonitorDimension: 'SERVICE',
      MonitorSpecification: Match.absent(),
    });
  });

  it('creates no monitor where it listens to an existing one', () => {
    const template = costGuard({ anomalyDetection: { mode: 'existing', monitorArn } });
    template.resourceCountIs('AWS::CE::AnomalyMonitor', 0);
    template.hasResourceProperties('AWS::CE::AnomalySubscription', { MonitorArnList: [monitorArn] });
  });

  it.each(['tag', 'services'])('tells people of what the monitor of mode %s finds', (mode) => {
    costGuard({ anomalyDetection: { mode, thresholdUsd: 7 } }).hasResourceProperties('AWS::CE::AnomalySubscription', {
      Frequency: 'IMMEDIATE',
      MonitorArnList: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^CostGuardAnomalies'), 'MonitorArn'] }],
      Subscribers: [{ Type: 'SNS', Address: { Ref: Match.stringLikeRegexp('^Alerts') } }],
      ThresholdExpression: Match.stringLikeRegexp('"Values":\\["7"\\]'),
    });
  });

  it('names its monitor in one mode, and in no other', () => {
    expect(() => costGuard({ anomalyDetection: { mode: 'existing' } })).toThrow(
      /anomalyDetection.monitorArn: missing, expected the ARN of a cost monitor/,
    );
    expect(() => costGuard({ anomalyDetection: { mode: 'tag', monitorArn } })).toThrow(
      /anomalyDetection.mode = "tag": expected existing/,
    );
    expect(() => costGuard({ anomalyDetection: { mode: 'existing', monitorArn: 'arn:aws:ce::1:x' } })).toThrow(
      /monitorArn = "arn:aws:ce::1:x": expected the ARN of a cost monitor/,
    );
  });
});
