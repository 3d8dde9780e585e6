import { identityStatements, type Located, list, mentions, property, resources, type Statement } from '../template';
import { finding, type Rule, stageOf } from './rule';

const identities = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

const allows = ({ Effect }: Statement) => Effect === 'Allow';

export const noWildcardActions: Rule = {
  name: 'no policy allows a wildcard action',
  check: ({ stacks }) =>
    resources(stacks, ...identities).flatMap((identity) =>
      identityStatements(identity)
        .filter(allows)
        .flatMap(({ Action, NotAction }) => (NotAction === undefined ? list(Action) : ['NotAction']))
        .filter((action) => typeof action !== 'string' || action === 'NotAction' || action.includes('*'))
        .map((action) => finding(identity, `allows ${String(action)}`)),
    ),
  broken: stageOf({ Policy: policyAllowing('s3:Get*', 'arn:aws:s3:::b/*') }),
};

interface Exception {
  readonly actions: readonly string[];
  /** Service whose roles only may do so. @default - any role's */
  readonly trusted?: string;
  readonly reason: string;
}

/** What may be allowed on every resource, and why. */
const exceptions: readonly Exception[] = [
  {
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    reason: 'X-Ray has no resources to name',
  },
  {
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    reason: 'Lambda checks these on * before it attaches a function to a VPC',
  },
  {
    actions: ['textract:StartDocumentTextDetection', 'textract:GetDocumentTextDetection'],
    reason: 'Textract has no resources to name',
  },
  {
    actions: ['rekognition:DetectModerationLabels'],
    reason: 'Rekognition names a resource only for a model of its own',
  },
  {
    actions: ['CreateLogGroup', 'CreateLogStream', 'DescribeLogGroups', 'DescribeLogStreams']
      .concat('PutLogEvents', 'GetLogEvents', 'FilterLogEvents')
      .map((action) => `logs:${action}`),
    trusted: 'apigateway.amazonaws.com',
    reason: 'An account has one such role a region for the logs of all its APIs, whoever makes them',
  },
  {
    actions: ['CreateNetworkInterface', 'CreateNetworkInterfacePermission', 'DeleteNetworkInterface']
      .concat('DeleteNetworkInterfacePermission', 'DescribeDhcpOptions', 'DescribeNetworkInterfaces')
      .concat('DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs')
      .map((action) => `ec2:${action}`)
      .concat('ecr:GetAuthorizationToken'),
    trusted: 'sagemaker.amazonaws.com',
    reason: 'SageMaker fetches images by a token of the account, and checks the rest on * before it serves in a VPC',
  },
];

export const noWildcardResources: Rule = {
  name: 'no policy allows an action on every resource without a written reason',
  check: ({ stacks }) =>
    resources(stacks, ...identities).flatMap((identity) =>
      identityStatements(identity)
        .filter(allows)
        .filter(({ Resource }) => list(Resource).includes('*'))
        .flatMap(({ Action }) => list(Action))
        .filter((action) => !isExcepted(identity, String(action)))
        .map((action) => finding(identity, `allows ${String(action)} on every resource`)),
    ),
  broken: stageOf({ Policy: policyAllowing('sqs:SendMessage', '*') }),
};

function isExcepted(identity: Located, action: string): boolean {
  return exceptions.some(
    ({ actions, trusted }) =>
      actions.includes(action) &&
      (trusted === undefined || mentions(property(identity, 'AssumeRolePolicyDocument'), trusted)),
  );
}

export const noManagedByAws: Rule = {
  name: "no function's role uses a policy that AWS manages",
  check: ({ stacks }) =>
    resources(stacks, 'AWS::IAM::Role')
      .filter((role) => JSON.stringify(property(role, 'AssumeRolePolicyDocument')).includes('lambda.amazonaws.com'))
      .filter((role) => !isCustomResource(role.id))
      .filter((role) => JSON.stringify(property(role, 'ManagedPolicyArns') ?? '').includes('service-role/'))
      .map((role) => finding(role, 'is as wide as AWS happens to make it')),
  broken: stageOf({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      },
    },
  }),
};

/** Providers of the CDK's own custom resources, which run only while a stack is deployed or deleted. */
export const isCustomResource = (logicalId: string) => logicalId.startsWith('Custom');

export const connectIsAuthorized: Rule = {
  name: '$connect has an authorizer',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::ApiGatewayV2::Route')
      .filter((route) => property(route, 'RouteKey') === '$connect')
      .filter((route) => property(route, 'AuthorizationType') !== 'CUSTOM' || !property(route, 'AuthorizerId'))
      .map((route) => finding(route, 'lets anyone connect')),
  broken: stageOf({ Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: '$connect' } } }),
};

export const methodsAreAuthorized: Rule = {
  name: 'every REST method has an authorizer',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::ApiGateway::Method')
      .filter((method) => property(method, 'AuthorizationType') !== 'CUSTOM' || !property(method, 'AuthorizerId'))
      .map((method) => finding(method, 'lets anyone call it')),
  broken: stageOf({ Method: { Type: 'AWS::ApiGateway::Method', Properties: { AuthorizationType: 'NONE' } } }),
};

function policyAllowing(Action: string, Resource: string) {
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action, Resource }] };
  return { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument } };
}
