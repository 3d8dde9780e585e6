import { streamArn } from './engines/dynamodb/stream-arn';
import { secretArn } from './engines/secrets/secret-arn';
import {
  accountId,
  arn,
  byArn,
  generated,
  type IdentityBuilder,
  named,
  physicalName,
  shortId,
} from './resource-identity';

/** A CloudFormation type that the laptop knows: what serves it, or why it is passed over, and what it is called. */
export interface ResourceType {
  /** Part of the laptop that serves it; absent when the type is passed over. */
  readonly servedBy?: 'engines' | 'functions' | 'permissions' | 'api gateway' | 'edge' | 'identity';
  /** Why nothing serves it; absent when something does. */
  readonly passedOver?: string;
  readonly identity: IdentityBuilder;
}

const engines = (identity: IdentityBuilder): ResourceType => ({ servedBy: 'engines', identity });
const functions = (identity: IdentityBuilder): ResourceType => ({ servedBy: 'functions', identity });
const permissions = (identity: IdentityBuilder): ResourceType => ({ servedBy: 'permissions', identity });
const apiGateway = (identity: IdentityBuilder): ResourceType => ({ servedBy: 'api gateway', identity });
const edge = (identity: IdentityBuilder): ResourceType => ({ servedBy: 'edge', identity });
const identities = (identity: IdentityBuilder): ResourceType => ({ servedBy: 'identity', identity });
const passedOver = (why: string, identity: IdentityBuilder = generated('Id', 'Arn')): ResourceType => ({
  passedOver: why,
  identity,
});

const table: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'TableName', 255);
  const Arn = arn(resource, 'dynamodb', `table/${name}`);
  const attributes = { Arn, TableId: shortId(resource) };
  const streams = resource.property('StreamSpecification') !== undefined;
  return { ref: name, attributes: streams ? { ...attributes, StreamArn: streamArn(Arn) } : attributes };
};

/** `endpoint`: address of the laptop's one endpoint, which queue URLs have to name. */
function queue(endpoint: string): IdentityBuilder {
  return (resource) => {
    const fifo = resource.property('FifoQueue') === true || resource.property('FifoQueue') === 'true';
    const base = physicalName(resource, 'QueueName', fifo ? 75 : 80);
    const name = fifo && !base.endsWith('.fifo') ? `${base}.fifo` : base;
    const ref = `${endpoint}/${accountId}/${name}`;
    return { ref, attributes: { Arn: arn(resource, 'sqs', name), QueueName: name, QueueUrl: ref } };
  };
}

const topic: IdentityBuilder = (resource) => {
  const fifo = resource.property('FifoTopic') === true ? '.fifo' : '';
  const base = physicalName(resource, 'TopicName', 250);
  const name = base.endsWith(fifo) ? base : `${base}${fifo}`;
  const ref = arn(resource, 'sns', name);
  return { ref, attributes: { TopicArn: ref, TopicName: name } };
};

const bucket: IdentityBuilder = (resource) => {
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

const secret: IdentityBuilder = (resource) => {
  const ref = secretArn(resource.stack.region, physicalName(resource, 'Name', 512));
  return { ref, attributes: { Id: ref } };
};

const guardrail: IdentityBuilder = (resource) => {
  const id = shortId(resource, 12);
  const GuardrailArn = arn(resource, 'bedrock', `guardrail/${id}`);
  return { ref: GuardrailArn, attributes: { GuardrailId: id, GuardrailArn, Version: 'DRAFT' } };
};

/** Names of SageMaker's resources stand in their ARNs in lower case. */
const sageMaker =
  (kind: string, type: string): IdentityBuilder =>
  (resource) => {
    const name = physicalName(resource, `${type}Name`, 63);
    const ref = arn(resource, 'sagemaker', `${kind}/${name.toLowerCase()}`);
    return { ref, attributes: { [`${type}Arn`]: ref, [`${type}Name`]: name } };
  };

/** Domains in a VPC have another host, which is as good a name for the gateway. */
const searchDomain: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'DomainName', 28).toLowerCase();
  const Arn = arn(resource, 'es', `domain/${name}`);
  const DomainEndpoint = `search-${name}-${shortId(resource, 26)}.${resource.stack.region}.es.amazonaws.com`;
  return { ref: name, attributes: { Arn, DomainArn: Arn, Id: `${accountId}/${name}`, DomainEndpoint } };
};

/** Its attribute is where the verified files are. */
const verifiedArtifacts: IdentityBuilder = (resource) => {
  const prefix = String(resource.property('Prefix'));
  return { ref: prefix, attributes: { Uri: `s3://${String(resource.property('Bucket'))}/${prefix}` } };
};

const version: IdentityBuilder = (resource) => {
  const ref = `${functionArn(String(resource.property('FunctionName')), resource.stack.region)}:1`;
  return { ref, attributes: { Version: '1', FunctionArn: ref } };
};

const alias: IdentityBuilder = (resource) => {
  const target = functionArn(String(resource.property('FunctionName')), resource.stack.region);
  const ref = `${target}:${String(resource.property('Name'))}`;
  return { ref, attributes: { AliasArn: ref, FunctionArn: ref } };
};

function functionArn(nameOrArn: string, region: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:lambda:${region}:${accountId}:function:${nameOrArn}`;
}

const role: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'RoleName');
  return { ref: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}`, RoleId: shortId(resource, 16) } };
};

const managedPolicy: IdentityBuilder = (resource) => {
  const ref = `arn:aws:iam::${accountId}:policy/${physicalName(resource, 'ManagedPolicyName', 128)}`;
  return { ref, attributes: { PolicyArn: ref } };
};

const webSocketOrHttpApi: IdentityBuilder = (resource) => {
  const id = shortId(resource);
  const scheme = resource.property('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https';
  const ApiEndpoint = `${scheme}://${id}.execute-api.${resource.stack.region}.amazonaws.com`;
  return { ref: id, attributes: { ApiId: id, ApiEndpoint } };
};

const stageByName: IdentityBuilder = (resource) => ({ ref: String(resource.property('StageName')), attributes: {} });
const modelByName: IdentityBuilder = (resource) => ({ ref: physicalName(resource, 'Name'), attributes: {} });

const distribution: IdentityBuilder = (resource) => {
  const id = shortId(resource, 13);
  return { ref: id, attributes: { Id: id, DomainName: `${id}.cloudfront.net` } };
};

const userPool: IdentityBuilder = (resource) => {
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

const userPoolDomain: IdentityBuilder = (resource) => {
  const domain = String(resource.property('Domain'));
  return { ref: domain, attributes: { CloudFrontDistribution: `${shortId(resource)}.cloudfront.net` } };
};

const logGroup: IdentityBuilder = (resource) => {
  const name = physicalName(resource, 'LogGroupName', 512);
  return { ref: name, attributes: { Arn: `${arn(resource, 'logs', `log-group:${name}`)}:*` } };
};

const key: IdentityBuilder = (resource) => {
  const id = shortId(resource, 12);
  return { ref: id, attributes: { Arn: arn(resource, 'kms', `key/${id}`), KeyId: id } };
};

const domainName: IdentityBuilder = (resource) => {
  const regional = { RegionalDomainName: `d-${shortId(resource)}.execute-api.${resource.stack.region}.amazonaws.com` };
  return { ref: String(resource.property('DomainName')), attributes: { ...regional, RegionalHostedZoneId: 'ZLOCAL' } };
};

const monitoring = 'there is no CloudWatch on a laptop';
const network = 'everything listens on the loopback interface';
const names = 'names resolve to the loopback interface';
const money = 'nothing costs money on a laptop';
const catalog = 'nothing queries the archive on a laptop';
const resourcePolicy = 'this kind of policy on a resource is not evaluated';

const networkTypes = [
  'EIP',
  'EgressOnlyInternetGateway',
  'FlowLog',
  'InternetGateway',
  'NatGateway',
  'NetworkAcl',
  'NetworkAclEntry',
  'Route',
  'RouteTable',
  'SecurityGroup',
  'SecurityGroupEgress',
  'SecurityGroupIngress',
  'Subnet',
  'SubnetNetworkAclAssociation',
  'SubnetRouteTableAssociation',
  'VPC',
  'VPCCidrBlock',
  'VPCEndpoint',
  'VPCGatewayAttachment',
];

const networkAttributes = [
  ...['AllocationId', 'AvailabilityZone', 'CidrBlock', 'DefaultNetworkAcl', 'DefaultSecurityGroup', 'GroupId'],
  ...['InternetGatewayId', 'NatGatewayId', 'RouteTableId', 'SubnetId', 'VpcId'],
];

/** Every type that the laptop knows; one that is not here stops the start. */
export function resourceTypes(endpoint: string): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::DynamoDB::GlobalTable': engines(table),
    'AWS::DynamoDB::Table': engines(table),
    'AWS::SQS::Queue': engines(queue(endpoint)),
    'AWS::SNS::Topic': engines(topic),
    'AWS::SNS::Subscription': engines(generated('Arn')),
    'AWS::Events::Rule': engines(named('Name', 'events', 'rule/')),
    'AWS::S3::Bucket': engines(bucket),
    'AWS::Kinesis::Stream': engines(named('Name', 'kinesis', 'stream/', 128)),
    'AWS::KinesisFirehose::DeliveryStream': engines(named('DeliveryStreamName', 'firehose', 'deliverystream/')),
    'AWS::SecretsManager::Secret': engines(secret),
    'AWS::Bedrock::Guardrail': engines(guardrail),
    'AWS::Bedrock::GuardrailVersion': engines(generated('GuardrailId', 'GuardrailArn', 'Version')),

    'AWS::OpenSearchService::Domain': engines(searchDomain),

    'AWS::SageMaker::Model': engines(sageMaker('model', 'Model')),
    'AWS::SageMaker::EndpointConfig': engines(sageMaker('endpoint-config', 'EndpointConfig')),
    'AWS::SageMaker::Endpoint': engines(sageMaker('endpoint', 'Endpoint')),
    'AWS::SageMaker::InferenceComponent': engines(sageMaker('inference-component', 'InferenceComponent')),

    'AWS::Lambda::Function': functions(named('FunctionName', 'lambda', 'function:')),
    'AWS::Lambda::Version': functions(version),
    'AWS::Lambda::Alias': functions(alias),
    'AWS::Lambda::EventSourceMapping': functions(generated('Id')),
    'AWS::Lambda::EventInvokeConfig': passedOver('asynchronous invocations retry twice, as without a configuration'),
    'AWS::Lambda::Permission': permissions(generated('Id')),
    'AWS::S3::BucketPolicy': permissions(generated('Id')),
    'AWS::SQS::QueuePolicy': permissions(generated('Id')),
    'AWS::SNS::TopicPolicy': permissions(generated('Id')),
    'AWS::KMS::Key': permissions(key),
    'AWS::IAM::Role': permissions(role),
    'AWS::IAM::Policy': permissions(generated('Id')),
    'AWS::IAM::ManagedPolicy': permissions(managedPolicy),

    'AWS::ApiGateway::RestApi': apiGateway(generated('RestApiId', 'RootResourceId')),
    'AWS::ApiGateway::Resource': apiGateway(generated('ResourceId')),
    'AWS::ApiGateway::Method': apiGateway(generated()),
    'AWS::ApiGateway::Deployment': apiGateway(generated('DeploymentId')),
    'AWS::ApiGateway::Stage': apiGateway(stageByName),
    'AWS::ApiGateway::Authorizer': apiGateway(generated('AuthorizerId')),
    'AWS::ApiGateway::GatewayResponse': apiGateway(generated('Id')),
    'AWS::ApiGateway::Model': apiGateway(modelByName),
    'AWS::ApiGateway::RequestValidator': apiGateway(generated('RequestValidatorId')),
    'AWS::ApiGateway::Account': passedOver(monitoring),
    'AWS::ApiGateway::UsagePlan': passedOver('quotas of API Gateway are not applied'),
    'AWS::ApiGateway::DomainName': passedOver(names, domainName),
    'AWS::ApiGateway::BasePathMapping': passedOver(names),
    'AWS::ApiGatewayV2::Api': apiGateway(webSocketOrHttpApi),
    'AWS::ApiGatewayV2::Route': apiGateway(generated('RouteId')),
    'AWS::ApiGatewayV2::RouteResponse': apiGateway(generated('RouteResponseId')),
    'AWS::ApiGatewayV2::Integration': apiGateway(generated('IntegrationId')),
    'AWS::ApiGatewayV2::IntegrationResponse': apiGateway(generated('IntegrationResponseId')),
    'AWS::ApiGatewayV2::Authorizer': apiGateway(generated('AuthorizerId')),
    'AWS::ApiGatewayV2::Deployment': apiGateway(generated('DeploymentId')),
    'AWS::ApiGatewayV2::Stage': apiGateway(stageByName),
    'AWS::ApiGatewayV2::DomainName': passedOver(names, domainName),
    'AWS::ApiGatewayV2::ApiMapping': passedOver(names),

    'AWS::CloudFront::Distribution': edge(distribution),
    'AWS::CloudFront::ResponseHeadersPolicy': edge(generated('Id')),
    'AWS::CloudFront::OriginAccessControl': passedOver('the edge reads its buckets directly', generated('Id')),
    'AWS::CloudFront::CachePolicy': passedOver('nothing is cached at the edge', generated('Id')),
    'AWS::CloudFront::OriginRequestPolicy': passedOver('every header reaches the origin', generated('Id')),
    'AWS::Cognito::UserPool': identities(userPool),
    'AWS::Cognito::UserPoolClient': identities(generated('ClientId', 'Name')),
    'AWS::Cognito::UserPoolGroup': identities(generated()),
    'AWS::Cognito::UserPoolDomain': identities(userPoolDomain),
    'AWS::Cognito::ManagedLoginBranding': passedOver(
      'the laptop has a sign-in page of its own',
      generated('ManagedLoginBrandingId'),
    ),
    'AWS::Cognito::UserPoolRiskConfigurationAttachment': passedOver('sign-in is a choice of sample users'),

    'AWS::Logs::LogGroup': passedOver('logs are kept in memory', logGroup),
    'AWS::Logs::LogStream': passedOver('logs are kept in memory'),
    'AWS::Logs::MetricFilter': passedOver(monitoring),
    'AWS::Logs::QueryDefinition': passedOver(monitoring),
    'AWS::Logs::ResourcePolicy': passedOver(resourcePolicy),
    'AWS::Logs::SubscriptionFilter': passedOver(monitoring),
    'AWS::CloudWatch::Alarm': passedOver(monitoring, named('AlarmName', 'cloudwatch', 'alarm:', 255)),
    'AWS::CloudWatch::CompositeAlarm': passedOver(monitoring, named('AlarmName', 'cloudwatch', 'alarm:', 255)),
    'AWS::CloudWatch::AnomalyDetector': passedOver(monitoring),
    'AWS::CloudWatch::Dashboard': passedOver(monitoring, named('DashboardName', 'cloudwatch', 'dashboard/', 255)),
    'AWS::XRay::Group': passedOver(monitoring),
    'AWS::Budgets::Budget': passedOver(money),
    'AWS::CE::AnomalyMonitor': passedOver(money, byArn('ce', 'anomalymonitor/', 'MonitorName', 'MonitorArn')),
    'AWS::CE::AnomalySubscription': passedOver(money, byArn('ce', 'anomalysubscription/', 'SubscriptionName')),
    'AWS::Chatbot::SlackChannelConfiguration': passedOver('alerts have no way out of a laptop'),
    'AWS::KMS::Alias': passedOver('data is in memory only, and not encrypted', generated()),
    'AWS::KMS::ReplicaKey': passedOver('data is in memory only, and not encrypted', key),
    'AWS::WAFv2::WebACL': passedOver('requests come from this machine only', byArn('wafv2', 'global/webacl/', 'Name')),
    'AWS::WAFv2::WebACLAssociation': passedOver('requests come from this machine only'),
    'AWS::WAFv2::LoggingConfiguration': passedOver('requests come from this machine only'),
    'AWS::CertificateManager::Certificate': passedOver(names, byArn('acm', 'certificate/', 'none')),
    'AWS::Route53::HealthCheck': passedOver(names, generated('HealthCheckId')),
    'AWS::Route53::RecordSet': passedOver(names),
    'AWS::Route53::RecordSetGroup': passedOver(names),
    'AWS::ApplicationAutoScaling::ScalableTarget': passedOver('environments start on demand'),
    'AWS::ApplicationAutoScaling::ScalingPolicy': passedOver('environments start on demand'),
    'AWS::Glue::Database': passedOver(catalog),
    'AWS::Glue::Table': passedOver(catalog),
    'AWS::Athena::WorkGroup': passedOver(catalog, named('Name', 'athena', 'workgroup/')),
    'AWS::Athena::NamedQuery': passedOver(catalog),
    'AWS::SSM::Parameter': passedOver('no function reads it', named('Name', 'ssm', 'parameter')),
    'AWS::ResourceGroups::Group': passedOver(monitoring),
    'AWS::CDK::Metadata': passedOver('describes the library, not the application'),
    'Custom::PublishedFiles': functions(generated()),
    'Custom::RegisteredClient': functions(generated()),
    'Custom::SearchIndex': functions(generated()),
    'Custom::VerifiedArtifacts': passedOver(
      'a stand-in answers for the model, so there are no files',
      verifiedArtifacts,
    ),
    'Custom::S3AutoDeleteObjects': passedOver('buckets vanish with the process'),
    'Custom::VpcRestrictDefaultSG': passedOver(network),
    ...Object.fromEntries(
      networkTypes.map((type) => [`AWS::EC2::${type}`, passedOver(network, generated(...networkAttributes))]),
    ),
  };
}
