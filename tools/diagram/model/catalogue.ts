/** What a service does in a picture: its colour. */
export type Family =
  | 'client'
  | 'edge'
  | 'api'
  | 'compute'
  | 'messaging'
  | 'storage'
  | 'model'
  | 'security'
  | 'observability'
  | 'other';

/** What a resource type is called and how it is drawn. */
export interface Kind {
  /** The service as AWS's architecture diagrams name it. */
  readonly service: string;
  readonly family: Family;
}

const kind = (service: string, family: Family): Kind => ({ service, family });

/** Types that a picture has a box for. */
const drawn: Readonly<Record<string, Kind>> = {
  'AWS::CloudFront::Distribution': kind('Amazon CloudFront', 'edge'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': kind('Elastic Load Balancing', 'edge'),
  'AWS::ApiGateway::RestApi': kind('API Gateway REST API', 'api'),
  'AWS::ApiGatewayV2::Api': kind('API Gateway', 'api'),
  'AWS::AppSync::GraphQLApi': kind('AWS AppSync', 'api'),
  'AWS::Lambda::Function': kind('AWS Lambda', 'compute'),
  'AWS::StepFunctions::StateMachine': kind('AWS Step Functions', 'compute'),
  'AWS::ECS::Service': kind('Amazon ECS', 'compute'),
  'AWS::EC2::Instance': kind('Amazon EC2', 'compute'),
  'AWS::AutoScaling::AutoScalingGroup': kind('EC2 Auto Scaling', 'compute'),
  'AWS::Batch::JobQueue': kind('AWS Batch', 'compute'),
  'AWS::CodeBuild::Project': kind('AWS CodeBuild', 'compute'),
  'AWS::SQS::Queue': kind('Amazon SQS', 'messaging'),
  'AWS::SNS::Topic': kind('Amazon SNS', 'messaging'),
  'AWS::Kinesis::Stream': kind('Kinesis Data Streams', 'messaging'),
  'AWS::KinesisFirehose::DeliveryStream': kind('Amazon Data Firehose', 'messaging'),
  'AWS::Events::EventBus': kind('EventBridge event bus', 'messaging'),
  'AWS::Events::Rule': kind('EventBridge rule', 'messaging'),
  'AWS::Scheduler::Schedule': kind('EventBridge Scheduler', 'messaging'),
  'AWS::Pipes::Pipe': kind('EventBridge Pipes', 'messaging'),
  'AWS::MSK::Cluster': kind('Amazon MSK', 'messaging'),
  'AWS::DynamoDB::Table': kind('Amazon DynamoDB', 'storage'),
  'AWS::DynamoDB::GlobalTable': kind('Amazon DynamoDB', 'storage'),
  'AWS::S3::Bucket': kind('Amazon S3', 'storage'),
  'AWS::OpenSearchService::Domain': kind('Amazon OpenSearch', 'storage'),
  'AWS::OpenSearchServerless::Collection': kind('OpenSearch Serverless', 'storage'),
  'AWS::RDS::DBInstance': kind('Amazon RDS', 'storage'),
  'AWS::RDS::DBCluster': kind('Amazon Aurora', 'storage'),
  'AWS::ElastiCache::ReplicationGroup': kind('Amazon ElastiCache', 'storage'),
  'AWS::ElastiCache::ServerlessCache': kind('Amazon ElastiCache', 'storage'),
  'AWS::EFS::FileSystem': kind('Amazon EFS', 'storage'),
  'AWS::S3Vectors::Index': kind('Amazon S3 Vectors', 'storage'),
  'AWS::Athena::WorkGroup': kind('Amazon Athena', 'storage'),
  'AWS::SageMaker::Endpoint': kind('SageMaker endpoint', 'model'),
  'AWS::SageMaker::Pipeline': kind('SageMaker pipeline', 'model'),
  'AWS::Bedrock::Agent': kind('Bedrock agent', 'model'),
  'AWS::Bedrock::KnowledgeBase': kind('Bedrock knowledge base', 'model'),
  'AWS::Bedrock::Guardrail': kind('Bedrock guardrail', 'model'),
  'AWS::Cognito::UserPool': kind('Amazon Cognito', 'security'),
  'AWS::SecretsManager::Secret': kind('AWS Secrets Manager', 'security'),
};

/** Services that are called without a resource of the template, by the prefix of their IAM actions. */
const calledServices: Readonly<Record<string, Kind>> = {
  bedrock: kind('Amazon Bedrock', 'model'),
  sagemaker: kind('Amazon SageMaker', 'model'),
  textract: kind('Amazon Textract', 'model'),
  rekognition: kind('Amazon Rekognition', 'model'),
  comprehend: kind('Amazon Comprehend', 'model'),
  transcribe: kind('Amazon Transcribe', 'model'),
  translate: kind('Amazon Translate', 'model'),
  polly: kind('Amazon Polly', 'model'),
  ses: kind('Amazon SES', 'messaging'),
  geo: kind('Amazon Location', 'other'),
};

/** Types that are parts of others, plumbing or settings: tables tell of them, pictures count them. */
const folded = [
  /^AWS::(IAM|Logs|EC2|KMS|CertificateManager|Route53|CloudWatch|WAFv2|Budgets|CE|SSM|CDK|CloudFormation|XRay)::/,
  /^AWS::(ApplicationAutoScaling|ServiceDiscovery|Glue|SecretsManager::RotationSchedule|RAM|Config|GuardDuty)::?/,
  /^AWS::Lambda::(Permission|Version|Alias|LayerVersion|EventSourceMapping|EventInvokeConfig|Url|CodeSigningConfig)$/,
  /^AWS::ApiGateway(V2)?::(?!RestApi$|Api$)/,
  /^AWS::CloudFront::(?!Distribution$)/,
  /^AWS::Cognito::(?!UserPool$)/,
  /^AWS::(SQS|SNS|S3|Kinesis|DynamoDB|Events|ECS|SageMaker|Athena|OpenSearchService|ElasticLoadBalancingV2|RDS|Scheduler)::/,
  /^Custom::/,
];

/** How a type is drawn; undefined where a picture only counts it. A type that nobody thought of is drawn by its own name. */
export function kindOf(type: string): Kind | undefined {
  const known = drawn[type];
  if (known) return known;
  if (folded.some((pattern) => pattern.test(type))) return undefined;
  const [, service = type, resource = ''] = type.split('::');
  return kind(`${service} ${resource}`.trim(), 'other');
}

/** How a service is drawn that has no resource in the template; undefined for services that are plumbing. */
export const calledService = (prefix: string): Kind | undefined => calledServices[prefix];
