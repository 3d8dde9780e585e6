/** What is green in every check and yet fails, or stays silent, in an account. */

import {
  at,
  identityStatements,
  type Located,
  list,
  property,
  referenced,
  resources,
  type Statement,
  statements,
} from '../template';
import { finding, type Rule, type StageView, stageOf } from './rule';

/** Who publishes to topics, and where its resources name them. */
const publishers: readonly {
  readonly type: string;
  readonly service: string;
  readonly topics: (resource: Located) => readonly unknown[];
}[] = [
  {
    type: 'AWS::CloudWatch::Alarm',
    service: 'cloudwatch.amazonaws.com',
    topics: (alarm) => list(property(alarm, 'AlarmActions')),
  },
  {
    type: 'AWS::Budgets::Budget',
    service: 'budgets.amazonaws.com',
    topics: (budget) =>
      list(property(budget, 'NotificationsWithSubscribers')).flatMap((_, n) =>
        addresses(property(budget, 'NotificationsWithSubscribers', n, 'Subscribers')),
      ),
  },
  {
    type: 'AWS::CE::AnomalySubscription',
    service: 'costalerts.amazonaws.com',
    topics: (subscription) => addresses(property(subscription, 'Subscribers')),
  },
];

const addresses = (subscribers: unknown) => list(subscribers).map((_, n) => at(subscribers, n, 'Address'));

export const alertsArrive: Rule = {
  name: 'whoever alarms may publish to the topic and use its key: else no alarm ever arrives',
  check: (view) => {
    const needed = new Map<string, { topic: Located; service: string }>();
    for (const { type, service, topics } of publishers) {
      for (const source of resources(view.stacks, type)) {
        for (const named of topics(source)) {
          const topic = referenced(view.stacks, source.stack, named);
          if (topic?.type === 'AWS::SNS::Topic')
            needed.set(`${topic.stack.name}/${topic.id} ${service}`, { topic, service });
        }
      }
    }
    return [...needed.values()].flatMap(({ topic, service }) => undelivered(view, topic, service));
  },
  broken: stageOf({
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { Ref: 'Key' } } },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Topic' }] } },
  }),
};

function undelivered({ stacks }: StageView, topic: Located, service: string): string[] {
  const policies = resources([topic.stack], 'AWS::SNS::TopicPolicy')
    .filter((policy) =>
      list(property(policy, 'Topics')).some((of) => referenced(stacks, policy.stack, of)?.id === topic.id),
    )
    .flatMap((policy) => statements(property(policy, 'PolicyDocument')));
  const key = referenced(stacks, topic.stack, property(topic, 'KmsMasterKeyId'));
  const mayUseKey =
    key === undefined ||
    ['kms:Decrypt', 'kms:GenerateDataKey*'].every((action) =>
      lets(statements(property(key, 'KeyPolicy')), service, action),
    );
  return [
    ...(lets(policies, service, 'sns:Publish') ? [] : [finding(topic, `does not let ${service} publish`)]),
    ...(mayUseKey ? [] : [finding(topic, `is encrypted with a key that ${service} may not use`)]),
  ];
}

function lets(all: readonly Statement[], service: string, action: string): boolean {
  return all.some(
    ({ Effect, Action, Principal }) =>
      Effect === 'Allow' && list(Action).includes(action) && list(at(Principal, 'Service')).includes(service),
  );
}

export const firewallsWhereTheyWork: Rule = {
  name: 'firewalls of CloudFront are in us-east-1, and log to a group whose name WAF accepts',
  check: ({ stacks }) => [
    ...resources(stacks, 'AWS::WAFv2::WebACL')
      .filter((acl) => property(acl, 'Scope') === 'CLOUDFRONT' && acl.stack.region !== 'us-east-1')
      .map((acl) => finding(acl, `is in ${acl.stack.region}`)),
    ...resources(stacks, 'AWS::WAFv2::LoggingConfiguration')
      .filter((logging) => {
        const group = referenced(stacks, logging.stack, property(logging, 'LogDestinationConfigs', 0));
        return !group || !String(property(group, 'LogGroupName')).startsWith('aws-waf-logs-');
      })
      .map((logging) => finding(logging, 'logs to a group that is not named aws-waf-logs-*')),
  ],
  broken: stageOf({ Logging: { Type: 'AWS::WAFv2::LoggingConfiguration', Properties: {} } }),
};

export const oneApiGatewayAccount: Rule = {
  name: "API Gateway's role of the account is set at most once a region",
  check: ({ stacks }) => {
    const regions = resources(stacks, 'AWS::ApiGateway::Account').map(({ stack }) => stack.region);
    return regions
      .filter((region, index) => regions.indexOf(region) !== index)
      .map((region) => `${region}: two stacks set API Gateway's role of the account`);
  },
  broken: stageOf({ One: { Type: 'AWS::ApiGateway::Account' }, Two: { Type: 'AWS::ApiGateway::Account' } }),
};

export const streamingFromRegional: Rule = {
  name: 'streamed responses come from proxies of regional REST APIs, where silence may last five minutes',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::ApiGateway::Method')
      .filter((method) => property(method, 'Integration', 'ResponseTransferMode') === 'STREAM')
      .filter((method) => {
        const api = referenced(stacks, method.stack, property(method, 'RestApiId'));
        const isProxy = ['AWS_PROXY', 'HTTP_PROXY'].includes(String(property(method, 'Integration', 'Type')));
        return !isProxy || !api || property(api, 'EndpointConfiguration', 'Types', 0) !== 'REGIONAL';
      })
      .map((method) => finding(method, 'streams from an API that ends silence after 30 seconds')),
  broken: stageOf({
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { EndpointConfiguration: { Types: ['EDGE'] } } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: { RestApiId: { Ref: 'Api' }, Integration: { ResponseTransferMode: 'STREAM', Type: 'AWS_PROXY' } },
    },
  }),
};

export const profilesWithTheirModels: Rule = {
  name: 'who may use an inference profile may use its model, or Bedrock refuses',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy').flatMap((identity) => {
      const all = identityStatements(identity)
        .flatMap(({ Resource }) => list(Resource))
        .map((arn) => JSON.stringify(arn));
      return all
        .flatMap((arn) => arn.match(/:inference-profile\/[a-z-]+\.([a-z0-9.:-]+)/)?.[1] ?? [])
        .filter((model) => !all.some((arn) => arn.includes(`:foundation-model/${model}`)))
        .map((model) => finding(identity, `may use the inference profile but not the model ${model}`));
    }),
  broken: stageOf({
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyDocument: { Statement: [{ Resource: 'arn:aws:bedrock:x:1:inference-profile/us.a.model-v1:0' }] },
      },
    },
  }),
};
