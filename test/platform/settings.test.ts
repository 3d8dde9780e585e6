import { Match, Template } from 'aws-cdk-lib/assertions';
import { type SynthesizedStage, stageWith } from '../support/stages';

/** Every setting that the presets leave at its other value, in one stage. */
const everything = {
  preset: 'dev',
  domain: { name: 'acme.io', hostedZoneId: 'Z0123456789ABC' },
  alerts: { emails: ['ops@acme.io'], slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' } },
  alarms: { errorsPerFiveMinutes: 7, throttles: 'each-function', overlapping: true },
  budget: { scope: 'tag' },
  anomalyDetection: { mode: 'services' },
  audit: { sink: 'kinesis' },
  network: { vpc: true },
  identity: { signInPrefix: 'acme-chat' },
  apiGateway: { accountLogging: false },
};

describe('a stage with every setting at its other value', () => {
  let stage: SynthesizedStage;
  let platform: Template;

  beforeAll(() => {
    stage = stageWith('other', everything);
    platform = Template.fromJSON({ ...stage.template('other-platform') });
  }, 120_000);

  it('passes cdk-nag and the schema check', () => {
    expect(stage.report.pluginReports?.map(({ conclusion }) => conclusion)).toEqual(
      stage.report.pluginReports?.map(() => 'success'),
    );
    expect(stage.report.pluginReports).not.toHaveLength(0);
  });

  it('tells people by e-mail of alerts and of the brake', () => {
    platform.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@acme.io' }, 2);
  });

  it('tells them in Slack, by a role that may do nothing', () => {
    platform.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackWorkspaceId: 'T0123ABCD',
      SlackChannelId: 'C0123ABCD',
      SnsTopicArns: [{ Ref: Match.stringLikeRegexp('^Alerts') }, { Ref: Match.stringLikeRegexp('^CostGuardBrake') }],
    });
    platform.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Principal: { Service: 'chatbot.amazonaws.com' } })],
      },
      ManagedPolicyArns: Match.absent(),
      Policies: Match.absent(),
    });
    expect(JSON.stringify(platform.findResources('AWS::IAM::Policy'))).not.toContain('SlackChannel');
  });

  it('signs people in at an address of its choice, sends them back to its domain, and lets the console talk to it', () => {
    platform.hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'acme-chat' });
    Template.fromJSON({ ...stage.template('other-console') }).hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['https://acme.io/'],
    });
    Template.fromJSON({ ...stage.template('other-edge') }).hasResourceProperties(
      'AWS::CloudFront::ResponseHeadersPolicy',
      {
        ResponseHeadersPolicyConfig: {
          SecurityHeadersConfig: {
            ContentSecurityPolicy: {
              ContentSecurityPolicy: {
                'Fn::Join': [
                  '',
                  Match.arrayWith([
                    Match.stringLikeRegexp("connect-src 'self' https://acme-chat.auth.us-east-1.amazoncognito.com "),
                  ]),
                ],
              },
            },
          },
        },
      },
    );
  });

  it('runs functions in two zones of its own network, but for the one that runs while a stack is deployed', () => {
    platform.resourceCountIs('AWS::EC2::NatGateway', 2);
    for (const { template } of stage.stacks.filter(({ name }) => name !== 'other-console')) {
      for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
        if (Type !== 'AWS::Lambda::Function' || id.startsWith('Custom')) continue;
        expect(Properties?.VpcConfig).toMatchObject({ SubnetIds: [{}, {}], SecurityGroupIds: [{}] });
      }
    }
  });

  it('leaves out what is turned off', () => {
    platform.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  it('watches the account for anomalies', () => {
    platform.resourcePropertiesCountIs('AWS::CE::AnomalyMonitor', { MonitorType: 'DIMENSIONAL' }, 1);
  });
});

it('tells people in Slack of what happens in a further region, whose topic it looks up', () => {
  const regions = ['eu-central-1', 'us-west-2'];
  const { alerts } = everything;
  const stage = stageWith('far', { preset: 'prod', regions, alerts }, { designs: 'chat' });
  const further = { StackName: 'far-us-west-2-platform', Region: 'us-west-2' };
  Template.fromJSON({ ...stage.template('far-platform') }).hasResourceProperties(
    'AWS::Chatbot::SlackChannelConfiguration',
    { SnsTopicArns: Match.arrayWith([{ 'Fn::GetStackOutput': Match.objectLike(further) }]) },
  );
}, 120_000);
