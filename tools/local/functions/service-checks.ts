import type { Access } from '../iam/access';
import { accountId } from '../resource-identity';
import type { FunctionConfiguration } from './configuration';
import type { Environment } from './environment';

const networkActions = ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DeleteNetworkInterface'];

/**
 * Checks what Lambda does with the function's own permissions: logs, traces, network interfaces. As in AWS a refusal
 * does not fail the invocation; it is recorded.
 */
export function checkServiceActions(
  access: Access,
  configuration: FunctionConfiguration,
  { invocations, logStream }: Pick<Environment, 'invocations' | 'logStream'>,
): void {
  const { name, region, logGroup, ownLogGroup, tracing, inVpc } = configuration;
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}`;
  const check = (action: string, resource: string) => access.check(name, { action, resource });
  if (invocations === 0) {
    if (!ownLogGroup) check('logs:CreateLogGroup', group);
    check('logs:CreateLogStream', `${group}:log-stream:${logStream}`);
    if (inVpc) for (const action of networkActions) check(`ec2:${action}`, '*');
  }
  check('logs:PutLogEvents', `${group}:log-stream:${logStream}`);
  if (!tracing) return;
  check('xray:PutTraceSegments', '*');
  check('xray:PutTelemetryRecords', '*');
}
