import type { IncomingMessage } from 'node:http';
import { gatewayHeaders, queryParameters, sourceIp } from '../headers';
import { gatewayId, requestTime } from '../identifiers';
import type { RestApi } from './rest-api';
import type { Match } from './router';

/** One request on its way through the API. */
export interface RestRequest {
  readonly api: RestApi;
  readonly match: Match;
  readonly request: IncomingMessage;
  /** Path below the stage. */
  readonly path: string;
  readonly url: URL;
  readonly domainName: string;
  readonly accountId: string;
  readonly requestId: string;
  readonly now: number;
}

/** `requestContext` of the proxy event, version 1.0. */
export function requestContext(
  call: RestRequest,
  authorizer?: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { api, match, request } = call;
  return {
    accountId: call.accountId,
    apiId: api.apiId,
    ...(authorizer ? { authorizer } : {}),
    domainName: call.domainName,
    domainPrefix: call.domainName.split('.')[0],
    extendedRequestId: gatewayId(),
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: sourceIp(request),
      user: null,
      userAgent: request.headers['user-agent'] ?? null,
      userArn: null,
    },
    path: `/${api.stageName}${call.path}`,
    protocol: 'HTTP/1.1',
    requestId: call.requestId,
    requestTime: requestTime(call.now),
    requestTimeEpoch: call.now,
    resourceId: match.method.resourceId,
    resourcePath: match.method.resourcePath,
    stage: api.stageName,
  };
}

/** What the authorizer event and the integration event share. */
function common(call: RestRequest) {
  const query = queryParameters(call.url);
  const { pathParameters, method } = call.match;
  return {
    resource: method.resourcePath,
    path: call.path,
    httpMethod: call.request.method,
    ...gatewayHeaders(call.request, call.domainName, call.now),
    queryStringParameters: query?.single ?? null,
    multiValueQueryStringParameters: query?.multi ?? null,
    pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : null,
    stageVariables: null,
  };
}

export function authorizerEvent(call: RestRequest, methodArn: string) {
  const event = common(call);
  // Authorizers are given empty objects where integrations are given null.
  return {
    type: 'REQUEST',
    methodArn,
    ...event,
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: {},
    requestContext: requestContext(call),
  };
}

export function proxyEvent(call: RestRequest, body: Buffer, authorizer: Readonly<Record<string, unknown>> | undefined) {
  const binary = isBinary(call.api.binaryMediaTypes, call.request.headers['content-type']);
  return {
    ...common(call),
    requestContext: requestContext(call, authorizer),
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && body.length > 0,
  };
}

/** Whether a media type is among those the API treats as binary. */
export function isBinary(binaryMediaTypes: readonly string[], contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  return binaryMediaTypes.some((binary) => binary === '*/*' || binary.toLowerCase() === type);
}
