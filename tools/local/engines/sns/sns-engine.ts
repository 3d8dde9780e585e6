import { randomUUID } from 'node:crypto';
import type { ResolvedResource } from '../../types';
import {
  type Engine,
  type EngineContext,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engine';
import { type Publication, parsePublish, parsePublishBatch } from './publish-input';
import { type Subscription, subscription, topicSubscriptions } from './sns-resources';

export interface SnsEngine extends Engine {
  /** Resolves when every message published so far was delivered or given up. */
  settled(): Promise<void>;
}

/** SNS topics whose messages go to Lambda functions. Messages to people and to web addresses are not delivered. */
export function createSnsEngine(context: EngineContext): SnsEngine {
  const topics = new Map<string, Subscription[]>();
  const deliveries = new Set<Promise<void>>();

  function publish(topicArn: string, publication: Publication): string {
    const messageId = randomUUID();
    for (const target of topics.get(topicArn) ?? []) {
      if (target.protocol !== 'lambda') continue;
      const event = lambdaEvent(target, publication, messageId, context.now());
      const delivery = deliver(target, event).finally(() => deliveries.delete(delivery));
      deliveries.add(delivery);
    }
    return messageId;
  }

  async function deliver(target: Subscription, event: unknown): Promise<void> {
    try {
      const result = await context.functions.invokeAsync(target.endpoint, event, {
        principal: 'sns.amazonaws.com',
        sourceArn: target.topicArn,
      });
      if (!result.ok) context.report(`SNS ${target.topicArn}: ${target.endpoint} failed with ${result.errorMessage}`);
    } catch (error) {
      context.report(`SNS ${target.topicArn} cannot reach ${target.endpoint}: ${(error as Error).message}`);
    }
  }

  async function handle(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const input = new Map(new URLSearchParams(call.body.toString()));
    const topicArn = input.get('TopicArn') ?? '';
    if (call.operation !== 'Publish' && call.operation !== 'PublishBatch') throw notServed(call);
    if (!topics.has(topicArn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    if (call.operation === 'Publish') {
      const messageId = publish(topicArn, parsePublish(call, input));
      return answerXml(response, 'Publish', `<MessageId>${messageId}</MessageId>`);
    }
    const members = parsePublishBatch(call, input).map((entry) => {
      return `<member><Id>${entry.id}</Id><MessageId>${publish(topicArn, entry)}</MessageId></member>`;
    });
    answerXml(response, 'PublishBatch', `<Successful>${members.join('')}</Successful><Failed/>`);
  }

  function subscribe(added: Subscription): void {
    const subscriptions = topics.get(added.topicArn);
    if (!subscriptions) throw new Error(`There is no SNS topic ${added.topicArn} on the laptop`);
    subscriptions.push(added);
    if (added.protocol !== 'lambda') {
      context.progress(`messages of ${added.topicArn} are not sent to ${added.protocol} ${added.endpoint}`);
    }
  }

  return {
    name: 'sns',
    services: ['sns'],
    resourceTypes: ['AWS::SNS::Topic', 'AWS::SNS::Subscription'],
    handle,
    async create(resource: ResolvedResource) {
      if (resource.type === 'AWS::SNS::Subscription') return subscribe(subscription(resource));
      topics.set(resource.ref, []);
      topicSubscriptions(resource).forEach(subscribe);
    },
    async settled() {
      await Promise.all(deliveries);
    },
    async stop() {},
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function lambdaEvent(target: Subscription, publication: Publication, messageId: string, now: number) {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: target.arn,
        Sns: {
          Type: 'Notification',
          MessageId: messageId,
          TopicArn: target.topicArn,
          Subject: publication.subject ?? null,
          Message: publication.message,
          Timestamp: new Date(now).toISOString(),
          SignatureVersion: '1',
          Signature: 'not-signed-on-the-laptop',
          SigningCertUrl: '',
          UnsubscribeUrl: '',
          MessageAttributes: publication.attributes,
        },
      },
    ],
  };
}

function answerXml(response: ServiceResponse, operation: string, result: string): void {
  const body = [
    `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">`,
    `<${operation}Result>${result}</${operation}Result>`,
    `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`,
    `</${operation}Response>`,
  ].join('');
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
