import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { loadSettings } from '../../lib/config';
import { BlueprintTable } from '../../lib/constructs/table/table';
import { designs } from '../../lib/designs/index';
import { CostGuard } from '../../lib/platform/cost-guard';
import { foundationIn } from '../support/foundation';
import { cdkContext } from '../support/stages';

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

it('has a budget for each design, by its tag, that never sets the brake', () => {
  const template = costGuard();
  template.resourceCountIs('AWS::Budgets::Budget', 1 + designs.length);
  for (const { name } of designs) {
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetName: `dev-${name}`, CostFilters: { TagKeyValue: [`user:design$${name}`] } },
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

it('watches for anomalies of the stage by a monitor that every stage can have', () => {
  const template = costGuard();
  template.allResourcesProperties('AWS::CE::AnomalyMonitor', {
    MonitorType: 'CUSTOM',
    MonitorDimension: Match.absent(),
  });
  template.hasResourceProperties('AWS::CE::AnomalySubscription', {
    Frequency: 'IMMEDIATE',
    Subscribers: [{ Type: 'SNS', Address: { Ref: Match.stringLikeRegexp('^Alerts') } }],
  });
});

it('leaves anomaly detection out where the stage says so', () => {
  const template = costGuard({ anomalyDetection: { enabled: false } });
  template.resourceCountIs('AWS::CE::AnomalyMonitor', 0);
  template.resourceCountIs('AWS::CE::AnomalySubscription', 0);
});
