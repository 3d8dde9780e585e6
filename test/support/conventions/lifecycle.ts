import { at, type Located, list, property, resources } from '../template';
import { finding, type Rule, stageOf } from './rule';

/**
 * Kinds that cost money while nobody uses them, or that a fresh account has no quota for. A search domain and a data stream are none of
 * them: there is nothing that idles for less in their place, and what presets may idle at is held to their prices elsewhere.
 */
const idleCost =
  /^AWS::(EC2::(NatGateway|VPCEndpoint|Instance|EIP)|Kinesis::StreamConsumer|SageMaker::Endpoint|OpenSearchServerless::Collection|RDS::.*|ElastiCache::.*|ElasticLoadBalancingV2::LoadBalancer|MSK::.*|ECS::Service|ApplicationAutoScaling::.*)$/;

export const idlesCheaply: Rule = {
  name: 'a stage that idles cheaply has nothing provisioned that can be on demand',
  check: ({ stacks, idlesCheaply }) =>
    idlesCheaply
      ? [
          ...resources(stacks)
            .filter(({ type }) => idleCost.test(type))
            .map((idle) => finding(idle, 'costs money while nobody uses it')),
          ...resources(stacks, 'AWS::Lambda::Alias')
            .filter((alias) => property(alias, 'ProvisionedConcurrencyConfig') !== undefined)
            .map((alias) => finding(alias, 'keeps environments warm')),
          ...resources(stacks, 'AWS::Lambda::EventSourceMapping')
            .filter((mapping) => property(mapping, 'ProvisionedPollerConfig') !== undefined)
            .map((mapping) => finding(mapping, 'keeps pollers')),
        ]
      : [],
  broken: stageOf({ Nat: { Type: 'AWS::EC2::NatGateway' } }, { idlesCheaply: true }),
};

/** What CloudWatch gives for nothing. @see https://aws.amazon.com/cloudwatch/pricing/ */
const freeDashboards = { count: 3, metrics: 50 };

export const smallDashboards: Rule = {
  name: `a stage that idles cheaply has dashboards of ${freeDashboards.metrics} metrics at most, of which ${freeDashboards.count} are free`,
  check: ({ stacks, idlesCheaply }) => {
    if (!idlesCheaply) return [];
    return resources(stacks, 'AWS::CloudWatch::Dashboard')
      .map((board) => ({ board, metrics: countMetrics(property(board, 'DashboardBody')) }))
      .filter(({ metrics }) => metrics > freeDashboards.metrics)
      .map(({ board, metrics }) => finding(board, `shows ${metrics} metrics`));
  },
  broken: stageOf(
    {
      Board: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardBody: '["AWS/Lambda",'.repeat(freeDashboards.metrics + 1) },
      },
    },
    { idlesCheaply: true },
  ),
};

/** A metric of a dashboard starts with its namespace, in a body that is text with references in between. */
function countMetrics(body: unknown): number {
  return [...JSON.stringify(body ?? '').matchAll(/\[\\"(AWS|Blueprint)\/[A-Za-z/]+\\"/g)].length;
}

/** What holds data that cannot be made again, or the key without which it cannot be read. */
const stateful = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::Cognito::UserPool',
  'AWS::KMS::Key',
  'AWS::OpenSearchService::Domain',
];

const retained = ({ resource }: Located) =>
  resource.DeletionPolicy?.startsWith('Retain') === true && resource.UpdateReplacePolicy?.startsWith('Retain') === true;

export const dataIsKept: Rule = {
  name: 'a stage that keeps its data retains and protects every store of it',
  check: ({ stacks, keepsData }) =>
    keepsData
      ? resources(stacks, ...stateful).flatMap((store) => [
          ...(retained(store) ? [] : [finding(store, 'goes with its stack')]),
          ...(isProtected(store) ? [] : [finding(store, 'can be deleted by one call')]),
        ])
      : [],
  broken: stageOf({ Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Delete' } }, { keepsData: true }),
};

/**
 * Tables and user pools have a protection of their own; a bucket cannot be deleted while it holds anything, nor a key
 * at once, and a search domain is made anew from originals.
 */
function isProtected(store: Located): boolean {
  if (store.type === 'AWS::DynamoDB::GlobalTable') {
    const replicas = property(store, 'Replicas');
    return (
      Array.isArray(replicas) &&
      replicas.every((_, index) => property(store, 'Replicas', index, 'DeletionProtectionEnabled') === true)
    );
  }
  return store.type !== 'AWS::Cognito::UserPool' || property(store, 'DeletionProtection') === 'ACTIVE';
}

export const executionLogsExpire: Rule = {
  name: 'what API Gateway logs by itself goes to a group of the stack, which expires and is removed as the others',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::ApiGateway::Stage')
      .filter(
        (deployed) => !['OFF', undefined].includes(property(deployed, 'MethodSettings', 0, 'LoggingLevel') as string),
      )
      .filter((deployed) => {
        const groups = resources([deployed.stack], 'AWS::Logs::LogGroup').filter((group) => {
          const name = JSON.stringify(property(group, 'LogGroupName') ?? '');
          const api = String(at(property(deployed, 'RestApiId'), 'Ref'));
          return name.includes('API-Gateway-Execution-Logs_') && name.includes(api);
        });
        return !groups.some(({ id }) => list(deployed.resource.DependsOn).includes(id));
      })
      .map((deployed) => finding(deployed, 'makes a log group that nothing expires or removes')),
  broken: stageOf({
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: { Ref: 'Api' }, MethodSettings: [{ LoggingLevel: 'ERROR' }] },
    },
  }),
};

/** May stay: costs nothing, and other stacks of the account may have come to use it. */
const free = ['AWS::ApiGateway::Account', 'AWS::IAM::Role'];

export const nothingLeftBehind: Rule = {
  name: 'a stage that keeps nothing leaves nothing behind that costs money',
  check: ({ stacks, keepsData }) =>
    keepsData
      ? []
      : resources(stacks)
          .filter(({ type }) => !free.includes(type))
          .filter(({ resource }) => resource.DeletionPolicy?.startsWith('Retain') === true)
          .map((kept) => finding(kept, 'stays when its stack goes')),
  broken: stageOf({ Table: { Type: 'AWS::DynamoDB::GlobalTable', DeletionPolicy: 'Retain' } }),
};

/** A rule that is on: for what it is, and whether it takes away what is current, or what was. */
function expiries(bucket: Located) {
  return list(property(bucket, 'LifecycleConfiguration', 'Rules'))
    .filter((rule) => at(rule, 'Status') === 'Enabled')
    .map((rule) => ({
      prefix: String(at(rule, 'Prefix') ?? ''),
      current: at(rule, 'ExpirationInDays') !== undefined,
      former: at(rule, 'NoncurrentVersionExpiration') !== undefined,
    }));
}

/** Of a bucket with versions, what expires stays as an old version. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html */
export const expiredIsGone: Rule = {
  name: 'what a bucket with versions lets expire is gone some time after, with its versions',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::S3::Bucket')
      .filter((bucket) => property(bucket, 'VersioningConfiguration', 'Status') === 'Enabled')
      .flatMap((bucket) => {
        const former = expiries(bucket).filter((rule) => rule.former);
        return expiries(bucket)
          .filter(({ current, prefix }) => current && !former.some((rule) => prefix.startsWith(rule.prefix)))
          .map(({ prefix }) => finding(bucket, `keeps versions of '${prefix}' for ever that have expired`));
      }),
  broken: stageOf({
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 30 }] },
      },
    },
  }),
};
