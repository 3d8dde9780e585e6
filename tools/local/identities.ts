import { streamArn } from './engines/dynamodb/stream-arn';
import { secretArn } from './engines/secrets/secret-arn';
import { accountId, arn, type IdentityBuilder, physicalName, shortId } from './resource-identity';

export const table: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'TableName', 255);
  const Arn = arn(resource, 'dynamodb', `table/${name}`);
  const attributes = { Arn, TableId: shortId(resource) };
  const streams = resource.property('StreamSpecification') !== undefined;
  return { ref: name, attributes: streams ? { ...attributes, StreamArn: streamArn(Arn) } : attributes };
};

/** Enhanced fan-out: a reader of a stream with an ARN of its own. */
export const streamConsumer: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'ConsumerName', 128);
  const StreamARN = String(resource.property('StreamARN'));
  const ref = `${StreamARN}/consumer/${name}:1`;
  return { ref, attributes: { ConsumerARN: ref, ConsumerName: name, ConsumerStatus: 'ACTIVE', StreamARN } };
};

/** `endpoint`: address of the laptop's one endpoint, which queue URLs have to name. */
export function queue(endpoint: string): IdentityBuilder {
  return (resource) => {
    const fifo = resource.property('FifoQueue') === true || resource.property('FifoQueue') === 'true';
    const base = physicalName(resource, 'QueueName', fifo ? 75 : 80);
    const name = fifo && !base.endsWith('.fifo') ? `${base}.fifo` : base;
    const ref = `${endpoint}/${accountId}/${name}`;
    return { ref, attributes: { Arn: arn(resource, 'sqs', name), QueueName: name, QueueUrl: ref } };
  };
}

export const topic: IdentityBuilder = (resource) => {
  const fifo = resource.property('FifoTopic') === true ? '.fifo' : '';
  const base = physicalName(resource, 'TopicName', 250);
  const name = base.endsWith(fifo) ? base : `${base}${fifo}`;
  const ref = arn(resource, 'sns', name);
  return { ref, attributes: { TopicArn: ref, TopicName: name } };
};

export const bucket: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'BucketName', 63).toLowerCase();
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${resource.stack.region}.amazonaws.com`,
    },
  };
};

export const secret: IdentityBuilder = (resource) => {
  const ref = secretArn(resource.stack.region, physicalName(resource, 'Name', 512));
  return { ref, attributes: { Id: ref } };
};

export const guardrail: IdentityBuilder = (resource) => {
  const id = shortId(resource, 12);
  const GuardrailArn = arn(resource, 'bedrock', `guardrail/${id}`);
  return { ref: GuardrailArn, attributes: { GuardrailId: id, GuardrailArn, Version: 'DRAFT' } };
};

/** Names of SageMaker's resources stand in their ARNs in lower case. */
export const sageMaker =
  (kind: string, type: string): IdentityBuilder =>
  (resource) => {
    const name = physicalName(resource, `${type}Name`, 63);
    const ref = arn(resource, 'sagemaker', `${kind}/${name.toLowerCase()}`);
    return { ref, attributes: { [`${type}Arn`]: ref, [`${type}Name`]: name } };
  };

/** Domains in a VPC have another host, which is as good a name for the gateway. */
export const searchDomain: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'DomainName', 28).toLowerCase();
  const Arn = arn(resource, 'es', `domain/${name}`);
  const DomainEndpoint = `search-${name}-${shortId(resource, 26)}.${resource.stack.region}.es.amazonaws.com`;
  return { ref: name, attributes: { Arn, DomainArn: Arn, Id: `${accountId}/${name}`, DomainEndpoint } };
};

/** Its attribute is where the verified files are. */
export const verifiedArtifacts: IdentityBuilder = (resource) => {
  const prefix = String(resource.property('Prefix'));
  return { ref: prefix, attributes: { Uri: `s3://${String(resource.property('Bucket'))}/${prefix}` } };
};

export const version: IdentityBuilder = (resource) => {
  const ref = `${functionArn(String(resource.property('FunctionName')), resource.stack.region)}:1`;
  return { ref, attributes: { Version: '1', FunctionArn: ref } };
};

export const alias: IdentityBuilder = (resource) => {
  const target = functionArn(String(resource.property('FunctionName')), resource.stack.region);
  const ref = `${target}:${String(resource.property('Name'))}`;
  return { ref, attributes: { AliasArn: ref, FunctionArn: ref } };
};

function functionArn(nameOrArn: string, region: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:lambda:${region}:${accountId}:function:${nameOrArn}`;
}

export const role: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'RoleName');
  return { ref: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}`, RoleId: shortId(resource, 16) } };
};

export const managedPolicy: IdentityBuilder = (resource) => {
  const ref = `arn:aws:iam::${accountId}:policy/${physicalName(resource, 'ManagedPolicyName', 128)}`;
  return { ref, attributes: { PolicyArn: ref } };
};

export const webSocketOrHttpApi: IdentityBuilder = (resource) => {
  const id = shortId(resource);
  const scheme = resource.property('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https';
  const ApiEndpoint = `${scheme}://${id}.execute-api.${resource.stack.region}.amazonaws.com`;
  return { ref: id, attributes: { ApiId: id, ApiEndpoint } };
};

export const stageByName: IdentityBuilder = (resource) => ({
  ref: String(resource.property('StageName')),
  attributes: {},
});
export const modelByName: IdentityBuilder = (resource) => ({ ref: physicalName(resource, 'Name'), attributes: {} });

export const distribution: IdentityBuilder = (resource) => {
  const id = shortId(resource, 13);
  return { ref: id, attributes: { Id: id, DomainName: `${id}.cloudfront.net` } };
};

export const userPool: IdentityBuilder = (resource) => {
  const id = `${resource.stack.region}_${shortId(resource, 9)}`;
  const ProviderName = `cognito-idp.${resource.stack.region}.amazonaws.com/${id}`;
  const attributes = {
    Arn: arn(resource, 'cognito-idp', `userpool/${id}`),
    UserPoolId: id,
    ProviderName,
    ProviderURL: `https://${ProviderName}`,
  };
  return { ref: id, attributes };
};

export const userPoolDomain: IdentityBuilder = (resource) => {
  const domain = String(resource.property('Domain'));
  return { ref: domain, attributes: { CloudFrontDistribution: `${shortId(resource)}.cloudfront.net` } };
};

export const logGroup: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'LogGroupName', 512);
  return { ref: name, attributes: { Arn: `${arn(resource, 'logs', `log-group:${name}`)}:*` } };
};

export const key: IdentityBuilder = (resource) => {
  const id = shortId(resource, 12);
  return { ref: id, attributes: { Arn: arn(resource, 'kms', `key/${id}`), KeyId: id } };
};

export const domainName: IdentityBuilder = (resource) => {
  const regional = { RegionalDomainName: `d-${shortId(resource)}.execute-api.${resource.stack.region}.amazonaws.com` };
  return { ref: String(resource.property('DomainName')), attributes: { ...regional, RegionalHostedZoneId: 'ZLOCAL' } };
};
