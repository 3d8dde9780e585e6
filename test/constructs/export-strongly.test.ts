import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { exportStrongly } from '../../lib/constructs/export-strongly';

function stacks() {
  const context = { '@aws-cdk/core:defaultCrossStackReferences': 'weak' };
  const app = new App({ context });
  const [shared, user] = ['Shared', 'User'].map((id) => new Stack(app, id)) as [Stack, Stack];
  const topic = new sns.Topic(shared, 'Topic');
  exportStrongly(topic, topic.topicArn);
  return { shared, user, topic };
}

it('has other stacks import it, where the app takes everything else weakly', () => {
  const { shared, user, topic } = stacks();
  new sns.Subscription(user, 'Subscription', {
    topic,
    protocol: sns.SubscriptionProtocol.EMAIL,
    endpoint: 'a@example.com',
  });
  const [name] = Object.values(Template.fromStack(shared).findOutputs('*')).map(({ Export }) => Export.Name);
  Template.fromStack(user).hasResourceProperties('AWS::SNS::Subscription', { TopicArn: { 'Fn::ImportValue': name } });
});

it('is exported where nobody imports it, so that whoever stops to may be deployed in any order', () => {
  Template.fromStack(stacks().shared).hasOutput('*', {
    Value: { Ref: Match.stringLikeRegexp('Topic') },
    Export: { Name: Match.stringLikeRegexp('^Shared:') },
  });
});
