import type { IncomingMessage } from 'node:http';
import { askAuthorizer, authorizerContext, isRecord } from '../authorization';
import { executeApiArn, type GatewayContext } from '../gateway-context';
import { headerValue } from '../headers';
import { withTimeout } from '../with-timeout';
import {
  type AuthorizerContext,
  authorizerEvent,
  type ConnectionFacts,
  connectEvent,
  requestContext,
} from './socket-events';
import type { SocketAuthorizer, SocketRoute, WebSocketApi } from './websocket-api';

/** The connection is accepted with a protocol and the authorizer's context, or refused with a status. */
export type HandshakeResult =
  | {
      readonly accepted: true;
      readonly protocol: string | undefined;
      readonly authorizer: AuthorizerContext | undefined;
    }
  | { readonly accepted: false; readonly statusCode: number; readonly message: string };

const refused = (statusCode: number, message: string): HandshakeResult => ({ accepted: false, statusCode, message });

/** Runs the authorizer and the `$connect` integration, in that order, before a connection is upgraded. */
export async function shakeHands(
  api: WebSocketApi,
  request: IncomingMessage,
  url: URL,
  facts: ConnectionFacts,
  deps: GatewayContext,
): Promise<HandshakeResult> {
  const route = api.routes.get('$connect');
  if (!route) return { accepted: true, protocol: undefined, authorizer: undefined };
  let authorizer: AuthorizerContext | undefined;
  if (route.authorizer) {
    const outcome = await authorize(api, route.authorizer, request, url, facts, deps);
    if ('accepted' in outcome) return outcome;
    authorizer = outcome.context;
  }
  return connect(api, route, request, url, facts, authorizer, deps);
}

async function authorize(
  api: WebSocketApi,
  authorizer: SocketAuthorizer,
  request: IncomingMessage,
  url: URL,
  facts: ConnectionFacts,
  deps: GatewayContext,
): Promise<HandshakeResult | { context: AuthorizerContext }> {
  if (authorizer.identitySources.some((source) => !identityValue(source, request, url)))
    return refused(401, 'Unauthorized');
  const arn = executeApiArn(api, deps.accountId, `${api.stageName}/$connect`);
  const context = requestContext(api, facts, { routeKey: '$connect', eventType: 'CONNECT', now: deps.now() });
  const started = deps.now();
  const answer = await askAuthorizer(
    deps.functions.from(executeApiArn(api, deps.accountId, `authorizers/${authorizer.id}`)),
    authorizer.functionRef,
    authorizerEvent(request, url, facts, context, arn),
  );
  if (answer.kind === 'unauthorized') return refused(401, 'Unauthorized');
  if (answer.kind === 'failed') {
    deps.report(`${api.name} authorizer: ${answer.reason}`);
    return refused(500, 'Internal server error');
  }
  const decision = deps.evaluatePolicy(answer.authorization.policyDocument, 'execute-api:Invoke', arn);
  if (decision === 'explicitDeny')
    return refused(403, 'User is not authorized to access this resource with an explicit deny');
  if (decision === 'implicitDeny') return refused(403, 'User is not authorized to access this resource');
  return { context: authorizerContext(answer.authorization, deps.now() - started) };
}

function identityValue(source: string, request: IncomingMessage, url: URL): string | undefined {
  const [, place, name = ''] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'header') return headerValue(request.headers, name);
  if (place === 'querystring') return url.searchParams.get(name) ?? undefined;
  throw new Error(`Identity source ${source} is not served`);
}

async function connect(
  api: WebSocketApi,
  route: SocketRoute,
  request: IncomingMessage,
  url: URL,
  facts: ConnectionFacts,
  authorizer: AuthorizerContext | undefined,
  deps: GatewayContext,
): Promise<HandshakeResult> {
  const call = {
    routeKey: '$connect',
    eventType: 'CONNECT' as const,
    now: deps.now(),
    ...(authorizer ? { authorizer } : {}),
  };
  const event = connectEvent(request, url, facts, requestContext(api, facts, call));
  const functions = deps.functions.from(executeApiArn(api, deps.accountId, `${api.stageName}/$connect`));
  const result = await withTimeout(() => functions.invoke(route.functionRef, event), route.timeoutMs);
  if (result === 'timeout') return refused(504, 'Endpoint request timed out');
  if (!result.ok || !isRecord(result.payload) || typeof result.payload.statusCode !== 'number') {
    deps.report(`${api.name} $connect: ${result.ok ? 'no statusCode in the answer' : result.errorMessage}`);
    return refused(502, 'Internal server error');
  }
  const { statusCode, headers } = result.payload;
  if (statusCode < 200 || statusCode > 299) return refused(statusCode, 'Forbidden');
  return {
    accepted: true,
    protocol: headerValue(isRecord(headers) ? headers : {}, 'Sec-WebSocket-Protocol'),
    authorizer,
  };
}
