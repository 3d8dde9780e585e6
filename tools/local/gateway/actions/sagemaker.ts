import type { Requirement } from '../../iam/access';
import { accountId } from '../../resource-identity';
import { type ActionMap, text } from './action-map';

/**
 * Permissions of each operation. The API reference asks `sagemaker:InvokeEndpoint` of a streamed invocation, the service
 * authorization reference has an action of its own for it: a role that holds both works whichever of them AWS checks.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
const operations: Readonly<Record<string, { readonly name: string; readonly actions: readonly string[] }>> = {
  invocations: { name: 'InvokeEndpoint', actions: ['sagemaker:InvokeEndpoint'] },
  'invocations-response-stream': {
    name: 'InvokeEndpointWithResponseStream',
    actions: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
  },
};

const path = /^\/endpoints\/([^/]+)\/([a-z-]+)$/;

export const sagemaker: ActionMap = {
  protocol: 'rest-json',
  accessDenied: 'AccessDeniedException',
  operation(call) {
    const [, , verb = ''] = path.exec(call.path) ?? [];
    return (call.method === 'POST' ? operations[verb]?.name : undefined) ?? `${call.method} ${call.path}`;
  },
  requirements({ path: called, region, headers }) {
    const [, endpoint = '', verb = ''] = path.exec(called) ?? [];
    const operation = operations[verb];
    if (!operation) return undefined;
    const component = text(headers['x-amzn-sagemaker-inference-component']);
    const resources = [
      arn(region, 'endpoint', decodeURIComponent(endpoint)),
      ...(component ? [arn(region, 'inference-component', component)] : []),
    ];
    return operation.actions.flatMap((action) => resources.map((resource): Requirement => ({ action, resource })));
  },
};

/** SageMaker writes names in ARNs in lower case. */
function arn(region: string, kind: string, name: string): string {
  return `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name.toLowerCase()}`;
}
