import { identityStatements, list, property, resources, type Statement } from '../template';
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

/** Actions that AWS offers no resource for, and why a role needs them. */
const withoutResource: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'X-Ray has no resources to name',
  'xray:PutTelemetryRecords': 'X-Ray has no resources to name',
  'ec2:CreateNetworkInterface': 'Lambda checks it on * before it attaches a function to a VPC',
  'ec2:DescribeNetworkInterfaces': 'describing has no resource',
  'ec2:DescribeSubnets': 'describing has no resource',
  'ec2:DeleteNetworkInterface': 'Lambda checks it on * before it attaches a function to a VPC',
  'ec2:AssignPrivateIpAddresses': 'Lambda checks it on * before it attaches a function to a VPC',
  'ec2:UnassignPrivateIpAddresses': 'Lambda checks it on * before it attaches a function to a VPC',
};

export const noWildcardResources: Rule = {
  name: 'no policy allows an action on every resource without a written reason',
  check: ({ stacks }) =>
    resources(stacks, ...identities).flatMap((identity) =>
      identityStatements(identity)
        .filter(allows)
        .filter(({ Resource }) => list(Resource).includes('*'))
        .flatMap(({ Action }) => list(Action))
        .filter((action) => withoutResource[String(action)] === undefined)
        .map((action) => finding(identity, `allows ${String(action)} on every resource`)),
    ),
  broken: stageOf({ Policy: policyAllowing('sqs:SendMessage', '*') }),
};

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
