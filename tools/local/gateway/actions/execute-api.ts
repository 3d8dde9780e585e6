import { accountId } from '../../resource-identity';
import type { ActionMap, IncomingCall } from './action-map';

const operations: Readonly<Record<string, string>> = {
  POST: 'PostToConnection',
  GET: 'GetConnection',
  DELETE: 'DeleteConnection',
};

/** `/execute-api/<apiId>/<stage>/@connections/<connectionId>`: the last three as API Gateway has them. */
const connectionPath = /^\/execute-api\/([^/]+)\/([^/]+)\/@connections\/([^/?]+)$/;

export const executeApi: ActionMap = {
  protocol: 'rest-json',
  accessDenied: 'ForbiddenException',
  operation: ({ method, path }) => (connectionPath.test(path) ? operations[method] : undefined) ?? `${method} ${path}`,
  requirements(call, operation) {
    const target = connectionOf(call);
    if (!target || !Object.values(operations).includes(operation)) return undefined;
    const { apiId, stage, connectionId } = target;
    const resource = `arn:aws:execute-api:${call.region}:${accountId}:${apiId}/${stage}/${call.method}/@connections/${connectionId}`;
    return [{ action: 'execute-api:ManageConnections', resource }];
  },
};

/** Which connection of which API and stage a call of the management API is about. */
export function connectionOf({ path }: Pick<IncomingCall, 'path'>) {
  const [, apiId, stage, connectionId] = connectionPath.exec(path) ?? [];
  if (!apiId || !stage || !connectionId) return undefined;
  return { apiId, stage, connectionId: decodeURIComponent(connectionId) };
}
