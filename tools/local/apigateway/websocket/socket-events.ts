import type { IncomingMessage } from 'node:http';
import { gatewayHeaders, queryParameters, sourceIp } from '../headers';
import { gatewayId, requestTime } from '../identifiers';
import type { WebSocketApi } from './websocket-api';

/** What is known of one connection from its handshake on. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly domainName: string;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
}

/** The authorizer's principal and context, as later events carry them. */
export type AuthorizerContext = Readonly<Record<string, unknown>>;

type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT';

/** `requestContext` in API Gateway's shape. */
export function requestContext(
  api: WebSocketApi,
  facts: ConnectionFacts,
  call: { routeKey: string; eventType: EventType; now: number; authorizer?: AuthorizerContext },
): Record<string, unknown> {
  const requestId = gatewayId();
  return {
    routeKey: call.routeKey,
    ...(call.authorizer ? { authorizer: call.authorizer } : {}),
    ...(call.eventType === 'MESSAGE' ? { messageId: gatewayId() } : {}),
    eventType: call.eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(call.now),
    messageDirection: 'IN',
    stage: api.stageName,
    connectedAt: facts.connectedAt,
    requestTimeEpoch: call.now,
    identity: { ...(facts.userAgent ? { userAgent: facts.userAgent } : {}), sourceIp: facts.sourceIp },
    requestId,
    domainName: facts.domainName,
    connectionId: facts.connectionId,
    apiId: api.apiId,
  };
}

export function connectionFacts(request: IncomingMessage, domainName: string, now: number): ConnectionFacts {
  return {
    connectionId: gatewayId(),
    connectedAt: now,
    domainName,
    sourceIp: sourceIp(request),
    userAgent: request.headers['user-agent'],
  };
}

/** The parts of the handshake that the authorizer and `$connect` both see. */
function handshake(request: IncomingMessage, facts: ConnectionFacts, url: URL) {
  const query = queryParameters(url);
  return {
    ...gatewayHeaders(request, facts.domainName, facts.connectedAt),
    ...(query ? { queryStringParameters: query.single, multiValueQueryStringParameters: query.multi } : {}),
  };
}

export function authorizerEvent(
  request: IncomingMessage,
  url: URL,
  facts: ConnectionFacts,
  context: object,
  arn: string,
) {
  return {
    type: 'REQUEST',
    methodArn: arn,
    ...handshake(request, facts, url),
    stageVariables: {},
    requestContext: context,
  };
}

export function connectEvent(request: IncomingMessage, url: URL, facts: ConnectionFacts, context: object) {
  return { ...handshake(request, facts, url), requestContext: context, isBase64Encoded: false };
}

export function messageEvent(context: object, body: string) {
  return { requestContext: context, body, isBase64Encoded: false };
}

export function disconnectEvent(context: object, facts: ConnectionFacts, code: number, reason: string) {
  const headers = { Host: facts.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: { ...context, disconnectStatusCode: code, disconnectReason: reason },
    isBase64Encoded: false,
  };
}
