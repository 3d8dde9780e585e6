import { ReferenceStrength, Stack } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from '../config';
import { exportStrongly } from '../constructs/export-strongly';
import { generatedName } from '../constructs/generated-name';

/** Services of AWS that may publish to a topic, each only on behalf of this account. */
export type Publisher = 'cloudwatch' | 'budgets' | 'costalerts';

/** Who raises alerts in a region: alarms everywhere, what concerns money in the primary region, where the cost guard is. */
export function publishersIn(region: string, { regions }: Settings): readonly Publisher[] {
  return region === regions[0] ? ['cloudwatch', 'budgets', 'costalerts'] : ['cloudwatch'];
}

export interface AlertTopicProps {
  readonly settings: Settings;
  readonly key: kms.IKey;
  readonly displayName: string;
  readonly publishers: readonly Publisher[];
}

/** An encrypted, TLS-only topic that people read: by e-mail, and in Slack where the stage names a channel. */
export class AlertTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { settings, key, displayName, publishers }: AlertTopicProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', { displayName, masterKey: key, enforceSSL: true });
    exportStrongly(this.topic, this.topic.topicArn);
    for (const publisher of publishers) this.allow(publisher);
    for (const address of settings.alerts.emails) {
      this.topic.addSubscription(new subscriptions.EmailSubscription(address));
    }
  }

  private allow(publisher: Publisher): void {
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: `Publish${publisher}`,
        principals: [new iam.ServicePrincipal(`${publisher}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ...(publisher === 'budgets' && {
            ArnLike: { 'aws:SourceArn': `arn:aws:budgets::${Stack.of(this).account}:*` },
          }),
        },
      }),
    );
  }
}

/** Sends what topics receive to the stage's Slack channel, with a role that may do nothing in the account. */
export class SlackChannel extends Construct {
  constructor(scope: Construct, id: string, settings: Settings, topics: readonly sns.ITopic[]) {
    super(scope, id);
    const { slack } = settings.alerts;
    if (!slack) throw new Error('the stage names no Slack channel');
    new chatbot.SlackChannelConfiguration(this, 'Channel', {
      slackChannelConfigurationName: `${settings.stage}-${Stack.of(this).region}-alerts`,
      slackWorkspaceId: slack.workspaceId,
      slackChannelId: slack.channelId,
      notificationTopics: topics.map((topic, index) => this.here(topic, index)),
    });
  }

  /** A topic of another region is looked up. */
  private here(topic: sns.ITopic, index: number): sns.ITopic {
    if (topic.stack.region === Stack.of(this).region) return topic;
    const arn = Stack.consumeReference(generatedName(topic), ReferenceStrength.WEAK);
    return sns.Topic.fromTopicArn(this, `Topic${index}`, arn);
  }
}
