import { invocationOf } from '../../engines/lambda/invocation';
import { accountId } from '../../resource-identity';
import type { ActionMap } from './action-map';

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export const lambda: ActionMap = {
  protocol: 'rest-json',
  accessDenied: 'AccessDeniedException',
  operation: (call) => (invocationOf(call) ? 'Invoke' : `${call.method} ${call.path}`),
  requirements(call) {
    const functionRef = invocationOf(call)?.functionRef;
    if (!functionRef) return undefined;
    const resource = functionRef.startsWith('arn:')
      ? functionRef
      : `arn:aws:lambda:${call.region}:${accountId}:function:${functionRef}`;
    return [{ action: 'lambda:InvokeFunction', resource }];
  },
};
