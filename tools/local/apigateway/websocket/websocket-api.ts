import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { functionOf, ofApi, propertiesOf } from '../template';

/** A Lambda REQUEST authorizer on `$connect`. */
export interface SocketAuthorizer {
  readonly id: string;
  readonly functionRef: string;
  /** Such as `route.request.header.Authorization`; all of them must be present, or the answer is 401. */
  readonly identitySources: readonly string[];
}

export interface SocketRoute {
  readonly routeKey: string;
  readonly functionRef: string;
  /** Whether what the function returns goes back to the client (a route response is declared). */
  readonly twoWay: boolean;
  readonly timeoutMs: number;
  readonly authorizer?: SocketAuthorizer;
}

/** One WebSocket API with its stage, as read from the templates. */
export interface WebSocketApi {
  readonly apiId: string;
  readonly name: string;
  readonly region: string;
  readonly stageName: string;
  /** Property of a JSON message that names the route: `action` in `$request.body.action`. */
  readonly routeProperty: string;
  readonly routes: ReadonlyMap<string, SocketRoute>;
}

const passedOver = z.unknown().optional();

const apiSchema = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('WEBSOCKET'),
  RouteSelectionExpression: z.string().regex(/^\$request\.body\.\w+$/, 'only $request.body.<property> is served'),
  Description: passedOver,
  Tags: passedOver,
  DisableExecuteApiEndpoint: passedOver,
  IpAddressType: passedOver,
});

const routeSchema = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).optional(),
  AuthorizerId: z.string().optional(),
  RouteResponseSelectionExpression: z.literal('$default').optional(),
  OperationName: passedOver,
  ApiKeyRequired: z.literal(false).optional(),
});

const integrationSchema = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  IntegrationMethod: z.literal('POST').optional(),
  TimeoutInMillis: z.number().int().min(50).max(29_000).optional(),
  Description: passedOver,
});

const authorizerSchema = z.strictObject({
  ApiId: z.string(),
  AuthorizerType: z.literal('REQUEST'),
  AuthorizerUri: z.string(),
  IdentitySource: z.array(z.string()).optional(),
  Name: passedOver,
});

const stageSchema = z.looseObject({ ApiId: z.string(), StageName: z.string() });

/** Every WebSocket API of the assembly; throws on a property or a reference that cannot be served. */
export function readWebSocketApis(resources: readonly ResolvedResource[]): WebSocketApi[] {
  return resources
    .filter((resource) => resource.type === 'AWS::ApiGatewayV2::Api')
    .map((resource) => readApi(resource, resources));
}

function readApi(resource: ResolvedResource, resources: readonly ResolvedResource[]): WebSocketApi {
  const properties = propertiesOf(resource, apiSchema);
  const apiId = resource.ref;
  const stages = ofApi(resources, 'AWS::ApiGatewayV2::Stage', 'ApiId', apiId);
  const [stage] = stages;
  if (!stage || stages.length > 1) throw new Error(`${resource.path} has ${stages.length} stages; one is served`);
  const routes = ofApi(resources, 'AWS::ApiGatewayV2::Route', 'ApiId', apiId).map((route) =>
    readRoute(route, resources),
  );
  return {
    apiId,
    name: properties.Name,
    region: resource.region,
    stageName: propertiesOf(stage, stageSchema).StageName,
    routeProperty: properties.RouteSelectionExpression.slice('$request.body.'.length),
    routes: new Map(routes.map((route) => [route.routeKey, route])),
  };
}

function readRoute(resource: ResolvedResource, resources: readonly ResolvedResource[]): SocketRoute {
  const route = propertiesOf(resource, routeSchema);
  const find = (type: string, id: string) => {
    const found = resources.find((other) => other.type === type && other.ref === id);
    if (!found) throw new Error(`${resource.path} refers to ${type} ${id}, which is not in the assembly`);
    return found;
  };
  const target = find('AWS::ApiGatewayV2::Integration', route.Target.slice('integrations/'.length));
  const integration = propertiesOf(target, integrationSchema);
  const answered = resources.some(
    (other) => other.type === 'AWS::ApiGatewayV2::RouteResponse' && other.properties.RouteId === resource.ref,
  );
  const base = {
    routeKey: route.RouteKey,
    functionRef: functionOf(integration.IntegrationUri),
    twoWay: answered && route.RouteResponseSelectionExpression !== undefined,
    timeoutMs: integration.TimeoutInMillis ?? 29_000,
  };
  if (route.AuthorizationType !== 'CUSTOM') return base;
  const found = find('AWS::ApiGatewayV2::Authorizer', route.AuthorizerId ?? '');
  const authorizer = propertiesOf(found, authorizerSchema);
  return {
    ...base,
    authorizer: {
      id: found.ref,
      functionRef: functionOf(authorizer.AuthorizerUri),
      identitySources: authorizer.IdentitySource ?? [],
    },
  };
}
