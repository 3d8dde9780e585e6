import { PolicyError, type Statement } from './policy';

const allow = (actions: readonly string[]): Statement[] => [
  { effect: 'Allow', actions, resources: ['*'], conditions: {} },
];

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const tracing = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];
const networkInterfaces = [
  ...[
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
  ],
  ...['ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
];

/** Policies that AWS manages, as far as roles of functions use them. */
const managed: Readonly<Record<string, readonly Statement[]>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': allow(logs),
  'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole': allow([...logs, ...networkInterfaces]),
  'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess': allow(tracing),
};

/** @throws PolicyError for a policy whose statements are not known here */
export function managedPolicy(arn: string): readonly Statement[] {
  const statements = managed[arn];
  if (!statements) throw new PolicyError(`the statements of managed policy ${arn} are not known on the laptop`);
  return statements;
}
