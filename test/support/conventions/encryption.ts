import { at, type Located, list, property, referenced, resources, type Statement, statements } from '../template';
import { finding, type Rule, type StageView, stageOf } from './rule';

type IsEncrypted = (where: Located) => boolean;

/** How each kind of store says that it is encrypted. A store that is not in the list is a finding of its own. */
const atRest: Readonly<Record<string, IsEncrypted>> = {
  'AWS::DynamoDB::GlobalTable': (table) =>
    property(table, 'SSESpecification', 'SSEType') === 'KMS' &&
    list(property(table, 'Replicas')).every((_, index) =>
      Boolean(property(table, 'Replicas', index, 'SSESpecification', 'KMSMasterKeyId')),
    ),
  'AWS::SQS::Queue': (queue) =>
    property(queue, 'SqsManagedSseEnabled') === true || property(queue, 'KmsMasterKeyId') !== undefined,
  'AWS::SNS::Topic': (topic) => property(topic, 'KmsMasterKeyId') !== undefined,
  'AWS::S3::Bucket': (bucket) =>
    list(property(bucket, 'BucketEncryption', 'ServerSideEncryptionConfiguration')).length > 0,
  'AWS::Kinesis::Stream': (stream) => property(stream, 'StreamEncryption', 'EncryptionType') === 'KMS',
  'AWS::KinesisFirehose::DeliveryStream': (stream) =>
    property(stream, 'DeliveryStreamType') === 'KinesisStreamAsSource' ||
    property(stream, 'DeliveryStreamEncryptionConfigurationInput') !== undefined,
  'AWS::OpenSearchService::Domain': (domain) =>
    property(domain, 'EncryptionAtRestOptions', 'Enabled') === true &&
    property(domain, 'EncryptionAtRestOptions', 'KmsKeyId') !== undefined &&
    property(domain, 'NodeToNodeEncryptionOptions', 'Enabled') === true,
};

const stores =
  /^AWS::(DynamoDB::(Global)?Table|SQS::Queue|SNS::Topic|S3::Bucket|Kinesis::Stream|KinesisFirehose::.*|RDS::DB.*|OpenSearch.*::(Domain|Collection)|ElastiCache::.*Cache.*|EFS::FileSystem|EC2::Volume|S3Vectors::.*)$/;

export const encryptedAtRest: Rule = {
  name: 'every store is encrypted at rest',
  check: ({ stacks }) =>
    resources(stacks)
      .filter(({ type }) => stores.test(type))
      .filter((store) => atRest[store.type]?.(store) !== true)
      .map((store) =>
        finding(store, atRest[store.type] ? 'is not encrypted' : 'is a store this rule knows nothing of'),
      ),
  broken: stageOf({ Queue: { Type: 'AWS::SQS::Queue', Properties: {} } }),
};

export const bucketsArePrivate: Rule = {
  name: 'no bucket can be made public',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::S3::Bucket')
      .filter((bucket) =>
        ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].some(
          (block) => property(bucket, 'PublicAccessBlockConfiguration', block) !== true,
        ),
      )
      .map((bucket) => finding(bucket, 'does not block all public access')),
  broken: stageOf({ Bucket: { Type: 'AWS::S3::Bucket', Properties: {} } }),
};

/** Kinds with a resource policy, and where that policy names them. */
const policies: Readonly<Record<string, { readonly policy: string; readonly target: readonly string[] }>> = {
  'AWS::S3::Bucket': { policy: 'AWS::S3::BucketPolicy', target: ['Bucket'] },
  'AWS::SQS::Queue': { policy: 'AWS::SQS::QueuePolicy', target: ['Queues'] },
  'AWS::SNS::Topic': { policy: 'AWS::SNS::TopicPolicy', target: ['Topics'] },
};

export const onlyTls: Rule = {
  name: 'buckets, queues and topics refuse anything but TLS',
  check: (view) =>
    resources(view.stacks, ...Object.keys(policies))
      .filter((target) => !resourcePolicy(view, target).some(deniesPlainHttp))
      .map((target) => finding(target, 'has no policy that denies requests without TLS')),
  broken: stageOf({ Bucket: { Type: 'AWS::S3::Bucket', Properties: {} } }),
};

function resourcePolicy({ stacks }: StageView, target: Located): readonly Statement[] {
  const kind = policies[target.type];
  if (!kind) return [];
  return resources([target.stack], kind.policy)
    .filter((policy) =>
      list(property(policy, ...kind.target)).some((named) => referenced(stacks, policy.stack, named)?.id === target.id),
    )
    .flatMap((policy) => statements(property(policy, 'PolicyDocument')));
}

function deniesPlainHttp({ Effect, Condition }: Statement): boolean {
  return Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}';
}

const minimumTls: Readonly<Record<string, (where: Located) => boolean>> = {
  'AWS::CloudFront::Distribution': (distribution) =>
    list(property(distribution, 'DistributionConfig', 'Origins')).every((_, index) => {
      const custom = property(distribution, 'DistributionConfig', 'Origins', index, 'CustomOriginConfig');
      return custom === undefined || at(custom, 'OriginProtocolPolicy') === 'https-only';
    }) &&
    ['redirect-to-https', 'https-only'].includes(
      String(property(distribution, 'DistributionConfig', 'DefaultCacheBehavior', 'ViewerProtocolPolicy')),
    ),
  'AWS::OpenSearchService::Domain': (domain) =>
    property(domain, 'DomainEndpointOptions', 'EnforceHTTPS') === true &&
    String(property(domain, 'DomainEndpointOptions', 'TLSSecurityPolicy')).startsWith('Policy-Min-TLS-1-2-'),
  'AWS::ApiGateway::DomainName': (domain) => property(domain, 'SecurityPolicy') === 'TLS_1_2',
  'AWS::ApiGatewayV2::DomainName': (domain) =>
    list(property(domain, 'DomainNameConfigurations')).every(
      (_, index) => property(domain, 'DomainNameConfigurations', index, 'SecurityPolicy') === 'TLS_1_2',
    ),
};

export const modernTls: Rule = {
  name: 'public names are reached over TLS 1.2 or newer, and origins over HTTPS',
  check: ({ stacks }) =>
    resources(stacks, ...Object.keys(minimumTls))
      .filter((name) => minimumTls[name.type]?.(name) !== true)
      .map((name) => finding(name, 'admits older TLS, or plain HTTP to an origin')),
  broken: stageOf({ Name: { Type: 'AWS::ApiGateway::DomainName', Properties: { SecurityPolicy: 'TLS_1_0' } } }),
};
