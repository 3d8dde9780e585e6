import { at, list, type Resource, values } from '../model/resource';
import { textOf } from '../model/text';
import { markdownTable } from './markdown';
import { named, resourcesOf, type Subject, serviceName, storeTypes } from './subject';

/** How what is stored is encrypted, at rest and on the way, and who reaches it from where. */
export function encryption(subject: Subject): string {
  const rows = resourcesOf(subject, ...storeTypes).map((store) => [
    store.name,
    serviceName(store.type),
    atRest(store, subject),
    inTransit(store, subject),
    reach(store, subject),
  ]);
  return markdownTable(['store', 'service', 'at rest', 'in transit', 'reached from'], rows);
}

function atRest(store: Resource, subject: Subject): string {
  const { properties } = store;
  const settings = [
    ...list(properties.Replicas).map((replica) => at(replica, 'SSESpecification', 'KMSMasterKeyId')),
    ...list(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration')).map((rule) =>
      at(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'),
    ),
    ...[
      properties.KmsMasterKeyId,
      at(properties, 'StreamEncryption', 'KeyId'),
      at(properties, 'SSESpecification', 'KMSMasterKeyId'),
    ],
    ...[
      at(properties, 'EncryptionAtRestOptions', 'KmsKeyId'),
      properties.KmsKeyId,
      at(properties, 'DeliveryStreamEncryptionConfigurationInput', 'KeyARN'),
    ],
  ].filter((setting) => setting !== undefined);
  const key = subject.facts.references.targets(store, settings).find(({ type }) => type === 'AWS::KMS::Key');
  if (key) return `KMS: ${named(key, subject.part)}`;
  const [setting] = settings;
  if (typeof setting === 'string') return `KMS: \`${setting}\``;
  return ownEncryption(store);
}

function ownEncryption({ type, properties }: Resource): string {
  const [rule] = list(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration'));
  const algorithm = at(rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm');
  if (algorithm === 'AES256' || type === 'AWS::S3::Bucket') return 'keys of S3 (SSE-S3)';
  if (type === 'AWS::SQS::Queue') return properties.SqsManagedSseEnabled === false ? 'none' : 'keys of SQS (SSE-SQS)';
  if (type.startsWith('AWS::DynamoDB::')) return 'key owned by DynamoDB';
  if (type === 'AWS::Cognito::UserPool' || type === 'AWS::SecretsManager::Secret') return 'key of the service';
  if (type === 'AWS::KinesisFirehose::DeliveryStream') return 'buffers only; see its destination';
  return properties.StorageEncrypted === true || at(properties, 'EncryptionAtRestOptions', 'Enabled') === true
    ? 'key of the service'
    : 'not declared';
}

const policyOf: Readonly<Record<string, readonly [string, string]>> = {
  'AWS::S3::Bucket': ['AWS::S3::BucketPolicy', 'Bucket'],
  'AWS::SQS::Queue': ['AWS::SQS::QueuePolicy', 'Queues'],
  'AWS::SNS::Topic': ['AWS::SNS::TopicPolicy', 'Topics'],
};

function inTransit(store: Resource, { facts }: Subject): string {
  if (at(store.properties, 'DomainEndpointOptions', 'EnforceHTTPS') === true) {
    return `TLS enforced (${textOf(at(store.properties, 'DomainEndpointOptions', 'TLSSecurityPolicy'))}), between nodes too`;
  }
  const [policyType, property] = policyOf[store.type] ?? [];
  if (!policyType || !property) return 'TLS, as the service has no other';
  const policies = facts.model
    .ofPart(store.part)
    .filter((policy) => policy.type === policyType)
    .filter((policy) => facts.references.targets(policy, policy.properties[property]).includes(store));
  const statements = policies.flatMap((policy) => list(at(policy.properties.PolicyDocument, 'Statement')));
  const refused = statements.some(
    (statement) =>
      at(statement, 'Effect') === 'Deny' &&
      JSON.stringify(at(statement, 'Condition') ?? '').includes('aws:SecureTransport'),
  );
  const floor = statements.flatMap((statement) =>
    list(at(statement, 'Condition', 'NumericLessThan', 's3:TlsVersion')),
  )[0];
  if (!refused) return 'TLS offered; plain requests are not refused by policy';
  return floor ? `plain requests refused, TLS ${textOf(floor)} at least` : 'plain requests refused';
}

function reach(store: Resource, subject: Subject): string {
  const vpc = values(store.properties.VPCOptions ?? store.properties.VpcConfig);
  if (Object.keys(vpc).length > 0) {
    const groups = subject.facts.references
      .targets(store, vpc.SecurityGroupIds)
      .map((group) => named(group, subject.part));
    return `private subnets, security group ${groups.join(', ')}`;
  }
  const block = values(store.properties.PublicAccessBlockConfiguration);
  const blocked = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
    (name) => block[name] === true,
  );
  if (store.type === 'AWS::S3::Bucket')
    return blocked ? 'IAM only, public access blocked' : 'IAM; public access is not blocked';
  return store.type === 'AWS::Cognito::UserPool' ? 'its public endpoint' : 'IAM only';
}

/** Where requests come in, and where functions run. */
export function network(subject: Subject): string {
  const functions = resourcesOf(subject, 'AWS::Lambda::Function');
  const inside = functions.filter(({ properties }) => properties.VpcConfig !== undefined).length;
  const rows = [
    ...resourcesOf(subject, 'AWS::CloudFront::Distribution').map((distribution) => [
      distribution.name,
      serviceName(distribution.type),
      distributionText(distribution),
    ]),
    ...resourcesOf(subject, 'AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api').map((api) => [
      api.name,
      serviceName(api.type),
      apiText(api, subject),
    ]),
    ...resourcesOf(subject, 'AWS::EC2::VPC').map((vpc) => [vpc.name, 'Amazon VPC', vpcText(subject)]),
    ...(functions.length > 0
      ? [['Functions', 'AWS Lambda', `${inside} of ${functions.length} run in private subnets of the VPC`]]
      : []),
  ];
  return markdownTable(['what', 'service', 'how it is reached'], rows);
}

function distributionText({ properties }: Resource): string {
  const { ViewerCertificate, WebACLId, HttpVersion } = values(properties.DistributionConfig);
  const floor = textOf(at(ViewerCertificate, 'MinimumProtocolVersion')) || 'TLSv1 (no certificate of its own)';
  return `public; ${floor}, ${textOf(HttpVersion)}, ${WebACLId ? 'behind AWS WAF' : 'no firewall'}`;
}

function apiText(api: Resource, { facts }: Subject): string {
  const methods = facts.model
    .ofType('AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route')
    .filter((method) => facts.owners.of(method) === api);
  const open = methods.filter(
    ({ properties }) => (properties.AuthorizationType ?? 'NONE') === 'NONE' && properties.HttpMethod !== 'OPTIONS',
  ).length;
  const types = textOf(at(api.properties, 'EndpointConfiguration', 'Types')).toLowerCase();
  const what = api.properties.ProtocolType === 'WEBSOCKET' ? 'routes, authorized once on `$connect`' : 'methods';
  const guarded = methods.length - open;
  return `${types || 'regional'} endpoint; ${methods.length} ${what}${api.properties.ProtocolType === 'WEBSOCKET' ? '' : `, ${guarded} of them behind an authorizer`}`;
}

function vpcText(subject: Subject): string {
  const count = (type: string) => resourcesOf(subject, type).length;
  return `${count('AWS::EC2::Subnet')} subnets, ${count('AWS::EC2::NatGateway')} NAT gateways, ${count('AWS::EC2::VPCEndpoint')} endpoints, flow logs ${count('AWS::EC2::FlowLog') > 0 ? 'on' : 'off'}`;
}
