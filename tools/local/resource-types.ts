import * as identity from './identities';
import { byArn, generated, type IdentityBuilder, named } from './resource-identity';

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
    'AWS::DynamoDB::GlobalTable': engines(identity.table),
    'AWS::DynamoDB::Table': engines(identity.table),
    'AWS::SQS::Queue': engines(identity.queue(endpoint)),
    'AWS::SNS::Topic': engines(identity.topic),
    'AWS::SNS::Subscription': engines(generated('Arn')),
    'AWS::Events::Rule': engines(named('Name', 'events', 'rule/')),
    'AWS::S3::Bucket': engines(identity.bucket),
    'AWS::Kinesis::Stream': engines(named('Name', 'kinesis', 'stream/', 128)),
    'AWS::Kinesis::StreamConsumer': engines(identity.streamConsumer),
    'AWS::KinesisFirehose::DeliveryStream': engines(named('DeliveryStreamName', 'firehose', 'deliverystream/')),
    'AWS::SecretsManager::Secret': engines(identity.secret),
    'AWS::Bedrock::Guardrail': engines(identity.guardrail),
    'AWS::Bedrock::GuardrailVersion': engines(generated('GuardrailId', 'GuardrailArn', 'Version')),

    'AWS::OpenSearchService::Domain': engines(identity.searchDomain),

    'AWS::SageMaker::Model': engines(identity.sageMaker('model', 'Model')),
    'AWS::SageMaker::EndpointConfig': engines(identity.sageMaker('endpoint-config', 'EndpointConfig')),
    'AWS::SageMaker::Endpoint': engines(identity.sageMaker('endpoint', 'Endpoint')),
    'AWS::SageMaker::InferenceComponent': engines(identity.sageMaker('inference-component', 'InferenceComponent')),

    'AWS::Lambda::Function': functions(named('FunctionName', 'lambda', 'function:')),
    'AWS::Lambda::Version': functions(identity.version),
    'AWS::Lambda::Alias': functions(identity.alias),
    'AWS::Lambda::EventSourceMapping': functions(generated('Id')),
    'AWS::Lambda::EventInvokeConfig': passedOver('asynchronous invocations retry twice, as without a configuration'),
    'AWS::Lambda::Permission': permissions(generated('Id')),
    'AWS::S3::BucketPolicy': permissions(generated('Id')),
    'AWS::SQS::QueuePolicy': permissions(generated('Id')),
    'AWS::SNS::TopicPolicy': permissions(generated('Id')),
    'AWS::KMS::Key': permissions(identity.key),
    'AWS::IAM::Role': permissions(identity.role),
    'AWS::IAM::Policy': permissions(generated('Id')),
    'AWS::IAM::ManagedPolicy': permissions(identity.managedPolicy),

    'AWS::ApiGateway::RestApi': apiGateway(generated('RestApiId', 'RootResourceId')),
    'AWS::ApiGateway::Resource': apiGateway(generated('ResourceId')),
    'AWS::ApiGateway::Method': apiGateway(generated()),
    'AWS::ApiGateway::Deployment': apiGateway(generated('DeploymentId')),
    'AWS::ApiGateway::Stage': apiGateway(identity.stageByName),
    'AWS::ApiGateway::Authorizer': apiGateway(generated('AuthorizerId')),
    'AWS::ApiGateway::GatewayResponse': apiGateway(generated('Id')),
    'AWS::ApiGateway::Model': apiGateway(identity.modelByName),
    'AWS::ApiGateway::RequestValidator': apiGateway(generated('RequestValidatorId')),
    'AWS::ApiGateway::Account': passedOver(monitoring),
    'AWS::ApiGateway::UsagePlan': passedOver('quotas of API Gateway are not applied'),
    'AWS::ApiGateway::DomainName': passedOver(names, identity.domainName),
    'AWS::ApiGateway::BasePathMapping': passedOver(names),
    'AWS::ApiGatewayV2::Api': apiGateway(identity.webSocketOrHttpApi),
    'AWS::ApiGatewayV2::Route': apiGateway(generated('RouteId')),
    'AWS::ApiGatewayV2::RouteResponse': apiGateway(generated('RouteResponseId')),
    'AWS::ApiGatewayV2::Integration': apiGateway(generated('IntegrationId')),
    'AWS::ApiGatewayV2::IntegrationResponse': apiGateway(generated('IntegrationResponseId')),
    'AWS::ApiGatewayV2::Authorizer': apiGateway(generated('AuthorizerId')),
    'AWS::ApiGatewayV2::Deployment': apiGateway(generated('DeploymentId')),
    'AWS::ApiGatewayV2::Stage': apiGateway(identity.stageByName),
    'AWS::ApiGatewayV2::DomainName': passedOver(names, identity.domainName),
    'AWS::ApiGatewayV2::ApiMapping': passedOver(names),

    'AWS::CloudFront::Distribution': edge(identity.distribution),
    'AWS::CloudFront::ResponseHeadersPolicy': edge(generated('Id')),
    'AWS::CloudFront::OriginAccessControl': passedOver('the edge reads its buckets directly', generated('Id')),
    'AWS::CloudFront::CachePolicy': passedOver('nothing is cached at the edge', generated('Id')),
    'AWS::CloudFront::OriginRequestPolicy': passedOver('every header reaches the origin', generated('Id')),
    'AWS::Cognito::UserPool': identities(identity.userPool),
    'AWS::Cognito::UserPoolClient': identities(generated('ClientId', 'Name')),
    'AWS::Cognito::UserPoolGroup': identities(generated()),
    'AWS::Cognito::UserPoolDomain': identities(identity.userPoolDomain),
    'AWS::Cognito::ManagedLoginBranding': passedOver(
      'the laptop has a sign-in page of its own',
      generated('ManagedLoginBrandingId'),
    ),
    'AWS::Cognito::UserPoolRiskConfigurationAttachment': passedOver('sign-in is a choice of sample users'),

    'AWS::Logs::LogGroup': passedOver('logs are kept in memory', identity.logGroup),
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
    'AWS::KMS::ReplicaKey': passedOver('data is in memory only, and not encrypted', identity.key),
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
      identity.verifiedArtifacts,
    ),
    'Custom::S3AutoDeleteObjects': passedOver('buckets vanish with the process'),
    'Custom::VpcRestrictDefaultSG': passedOver(network),
    ...Object.fromEntries(
      networkTypes.map((type) => [`AWS::EC2::${type}`, passedOver(network, generated(...networkAttributes))]),
    ),
  };
}
