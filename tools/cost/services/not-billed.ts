const description = 'describes or joins what is billed elsewhere';
const access = 'says who may do what';
const network = 'has no price of its own: gateways, endpoints and addresses have';
const atDeployment = 'runs a function when the stack is deployed, at most seconds of it';
const toldOnly = 'telling people of costs is free';

const subnetParts = [
  ...['VPC', 'Subnet', 'RouteTable', 'SubnetRouteTableAssociation', 'Route', 'InternetGateway', 'VPCGatewayAttachment'],
  ...['SecurityGroup', 'SecurityGroupIngress', 'SecurityGroupEgress', 'NetworkAcl', 'NetworkAclEntry', 'VPCCidrBlock'],
  ...[
    'SubnetNetworkAclAssociation',
    'EgressOnlyInternetGateway',
    'EIPAssociation',
    'DHCPOptions',
    'VPCDHCPOptionsAssociation',
  ],
];

const apiParts = [
  'Deployment',
  'Resource',
  'Method',
  'GatewayResponse',
  'Model',
  'RequestValidator',
  'Authorizer',
  'Account',
];
const apiPartsV2 = [
  'Integration',
  'Route',
  'RouteResponse',
  'IntegrationResponse',
  'Authorizer',
  'Deployment',
  'Model',
];

const all = (prefix: string, names: readonly string[], reason: string) =>
  Object.fromEntries(names.map((name) => [`${prefix}::${name}`, reason]));

/** Types that cost nothing, and why. What is neither here nor priced stops the command. */
export const notBilled: Readonly<Record<string, string>> = {
  ...all(
    'AWS::IAM',
    ['Role', 'Policy', 'ManagedPolicy', 'User', 'Group', 'InstanceProfile', 'ServiceLinkedRole', 'OIDCProvider'],
    access,
  ),
  ...all('AWS::Lambda', ['Permission', 'LayerVersionPermission'], access),
  ...all('AWS::Lambda', ['EventInvokeConfig', 'LayerVersion', 'CodeSigningConfig'], description),
  ...all(
    'AWS::ApiGateway',
    [...apiParts, 'DomainName', 'BasePathMapping', 'UsagePlan', 'UsagePlanKey', 'ApiKey', 'VpcLink'],
    description,
  ),
  ...all('AWS::ApiGatewayV2', [...apiPartsV2, 'DomainName', 'ApiMapping'], description),
  ...all('AWS::EC2', subnetParts, network),
  ...all('AWS::S3', ['BucketPolicy'], access),
  ...all('AWS::SQS', ['QueuePolicy', 'QueueInlinePolicy'], access),
  ...all('AWS::SNS', ['TopicPolicy', 'TopicInlinePolicy'], access),
  ...all('AWS::KMS', ['Alias'], description),
  ...all('AWS::Logs', ['LogStream', 'ResourcePolicy', 'QueryDefinition', 'SubscriptionFilter'], description),
  ...all('AWS::CloudWatch', ['AnomalyDetector'], 'its metric is billed with the alarm on it'),
  ...all('AWS::XRay', ['Group', 'ResourcePolicy'], description),
  ...all('AWS::Cognito', ['UserPoolClient', 'UserPoolDomain', 'UserPoolGroup', 'UserPoolResourceServer'], description),
  ...all('AWS::Cognito', ['ManagedLoginBranding', 'UserPoolRiskConfigurationAttachment', 'UserPoolUser'], description),
  ...all('AWS::Cognito', ['IdentityPool', 'IdentityPoolRoleAttachment'], 'identity pools are free'),
  ...all(
    'AWS::CloudFront',
    ['ResponseHeadersPolicy', 'OriginAccessControl', 'CachePolicy', 'OriginRequestPolicy'],
    description,
  ),
  ...all('AWS::CloudFront', ['CloudFrontOriginAccessIdentity', 'PublicKey', 'KeyGroup'], description),
  ...all('AWS::WAFv2', ['IPSet', 'RegexPatternSet', 'WebACLAssociation'], description),
  ...all('AWS::Events', ['EventBusPolicy'], access),
  ...all('AWS::Athena', ['NamedQuery'], description),
  ...all('AWS::Bedrock', ['GuardrailVersion'], description),
  ...all('AWS::SageMaker', ['Model', 'EndpointConfig', 'ModelPackageGroup'], description),
  ...all('AWS::SageMaker', ['InferenceComponent'], 'its instances are billed with the endpoint'),
  ...all('AWS::ApplicationAutoScaling', ['ScalableTarget', 'ScalingPolicy'], description),
  ...all('AWS::OpenSearchServerless', ['AccessPolicy', 'SecurityPolicy'], access),
  ...all('AWS::Budgets', ['Budget'], toldOnly),
  ...all('AWS::CE', ['AnomalyMonitor', 'AnomalySubscription'], toldOnly),
  ...all('AWS::Chatbot', ['SlackChannelConfiguration', 'MicrosoftTeamsChannelConfiguration'], description),
  ...all('AWS::ResourceGroups', ['Group'], description),
  ...all('AWS::CloudFormation', ['WaitCondition', 'WaitConditionHandle', 'Macro'], description),
  ...all('AWS::CloudFormation', ['CustomResource'], atDeployment),
  'AWS::CloudFormation::Stack': 'what is in it is billed',
  'AWS::CertificateManager::Certificate': 'public certificates are free',
  'AWS::CDK::Metadata': description,
  ...all(
    'Custom',
    ['S3AutoDeleteObjects', 'S3BucketNotifications', 'LogRetention', 'VpcRestrictDefaultSG'],
    atDeployment,
  ),
  ...all('Custom', ['CDKBucketDeployment', 'CrossRegionExportWriter', 'CrossRegionExportReader'], atDeployment),
  ...all('Custom', ['PublishedFiles', 'RegisteredClient', 'SearchIndex', 'VerifiedArtifacts'], atDeployment),
};
