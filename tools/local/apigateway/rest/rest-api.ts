import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { functionOf, ofApi, propertiesOf } from '../template';
import { type GatewayResponses, readGatewayResponses } from './gateway-responses';

export type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** A Lambda REQUEST authorizer with the headers or query parameters that identify a caller. */
export interface RestAuthorizer {
  readonly id: string;
  readonly functionRef: string;
  readonly identitySources: readonly string[];
  readonly cacheSeconds: number;
}

export interface RestMethod {
  /** HTTP method, or `ANY`. */
  readonly httpMethod: string;
  /** Path with its parameters in braces, such as `/v1/conversations/{conversationId}`. */
  readonly resourcePath: string;
  readonly resourceId: string;
  readonly functionRef: string;
  readonly streaming: boolean;
  readonly timeoutMs: number;
  readonly authorizer?: RestAuthorizer;
  /** Parameters that must be there, where a validator asks for them, such as `method.request.querystring.limit`. */
  readonly requiredParameters: readonly string[];
  /** JSON schema of a JSON body, where a validator asks for it. */
  readonly bodySchema?: JsonSchema;
}

/** One REST API with its stage, as read from the templates. */
export interface RestApi {
  readonly apiId: string;
  readonly name: string;
  readonly region: string;
  readonly stageName: string;
  readonly binaryMediaTypes: readonly string[];
  readonly methods: readonly RestMethod[];
  readonly gatewayResponses: GatewayResponses;
}

const passedOver = z.unknown().optional();

const apiSchema = z.strictObject({
  Name: z.string(),
  BinaryMediaTypes: z.array(z.string()).optional(),
  Description: passedOver,
  DisableExecuteApiEndpoint: passedOver,
  EndpointConfiguration: passedOver,
  EndpointAccessMode: passedOver,
  FailOnWarnings: passedOver,
  SecurityPolicy: passedOver,
  Tags: passedOver,
});

const resourceSchema = z.strictObject({ ParentId: z.string(), PathPart: z.string(), RestApiId: z.string() });

const methodSchema = z.strictObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).optional(),
  AuthorizerId: z.string().optional(),
  ApiKeyRequired: z.literal(false).optional(),
  Integration: z.strictObject({
    Type: z.literal('AWS_PROXY'),
    Uri: z.string(),
    IntegrationHttpMethod: z.literal('POST'),
    ResponseTransferMode: z.enum(['BUFFERED', 'STREAM']).optional(),
    TimeoutInMillis: z.number().int().min(50).max(900_000).optional(),
  }),
  RequestParameters: z
    .record(z.string().regex(/^method\.request\.(path|querystring|header)\./), z.boolean())
    .optional(),
  RequestModels: z.record(z.string(), z.string()).optional(),
  RequestValidatorId: z.string().optional(),
  MethodResponses: passedOver,
  OperationName: passedOver,
});

const authorizerSchema = z.strictObject({
  RestApiId: z.string(),
  Type: z.literal('REQUEST'),
  AuthorizerUri: z.string(),
  IdentitySource: z.string().optional(),
  AuthorizerResultTtlInSeconds: z.number().int().min(0).max(3600).optional(),
  Name: passedOver,
});

const stageSchema = z.looseObject({ RestApiId: z.string(), StageName: z.string() });
/** CloudFormation takes a JSON schema as an object here; zod checks what it says when it compiles it. */
const modelSchema = z.looseObject({
  Schema: z.custom<JsonSchema>((value) => typeof value === 'object' && value !== null),
});
const validatorSchema = z.looseObject({
  ValidateRequestBody: z.boolean().optional(),
  ValidateRequestParameters: z.boolean().optional(),
});

/** Every REST API of the assembly; throws on a property or a reference that cannot be served. */
export function readRestApis(resources: readonly ResolvedResource[]): RestApi[] {
  return resources
    .filter((resource) => resource.type === 'AWS::ApiGateway::RestApi')
    .map((resource) => readApi(resource, resources));
}

function readApi(resource: ResolvedResource, resources: readonly ResolvedResource[]): RestApi {
  const properties = propertiesOf(resource, apiSchema);
  const apiId = resource.ref;
  const stages = ofApi(resources, 'AWS::ApiGateway::Stage', 'RestApiId', apiId);
  const [stage] = stages;
  if (!stage || stages.length > 1) throw new Error(`${resource.path} has ${stages.length} stages; one is served`);
  return {
    apiId,
    name: properties.Name,
    region: resource.region,
    stageName: propertiesOf(stage, stageSchema).StageName,
    binaryMediaTypes: properties.BinaryMediaTypes ?? [],
    methods: ofApi(resources, 'AWS::ApiGateway::Method', 'RestApiId', apiId).map((method) =>
      readMethod(method, resources),
    ),
    gatewayResponses: readGatewayResponses(ofApi(resources, 'AWS::ApiGateway::GatewayResponse', 'RestApiId', apiId)),
  };
}

function readMethod(resource: ResolvedResource, resources: readonly ResolvedResource[]): RestMethod {
  const method = propertiesOf(resource, methodSchema);
  const { Integration: integration } = method;
  const validation = readValidation(resource, method, resources);
  return {
    httpMethod: method.HttpMethod,
    resourcePath: pathOf(method.ResourceId, resources),
    resourceId: method.ResourceId,
    functionRef: functionOf(integration.Uri),
    streaming: integration.ResponseTransferMode === 'STREAM',
    timeoutMs: integration.TimeoutInMillis ?? 29_000,
    ...(method.AuthorizationType === 'CUSTOM'
      ? { authorizer: readAuthorizer(resource, method.AuthorizerId, resources) }
      : {}),
    ...validation,
  };
}

function find(
  user: ResolvedResource,
  type: string,
  ref: string | undefined,
  resources: readonly ResolvedResource[],
): ResolvedResource {
  const found = resources.find((other) => other.type === type && other.ref === ref);
  if (!found) throw new Error(`${user.path} refers to ${type} ${ref}, which is not in the assembly`);
  return found;
}

function readAuthorizer(
  user: ResolvedResource,
  ref: string | undefined,
  resources: readonly ResolvedResource[],
): RestAuthorizer {
  const resource = find(user, 'AWS::ApiGateway::Authorizer', ref, resources);
  const authorizer = propertiesOf(resource, authorizerSchema);
  return {
    id: resource.ref,
    functionRef: functionOf(authorizer.AuthorizerUri),
    identitySources: authorizer.IdentitySource?.split(',').map((source) => source.trim()) ?? [],
    cacheSeconds: authorizer.AuthorizerResultTtlInSeconds ?? 300,
  };
}

function readValidation(
  user: ResolvedResource,
  { RequestValidatorId, RequestModels, RequestParameters = {} }: z.output<typeof methodSchema>,
  resources: readonly ResolvedResource[],
): Pick<RestMethod, 'requiredParameters' | 'bodySchema'> {
  if (RequestValidatorId === undefined) return { requiredParameters: [] };
  const resource = find(user, 'AWS::ApiGateway::RequestValidator', RequestValidatorId, resources);
  const validator = propertiesOf(resource, validatorSchema);
  const required = Object.keys(RequestParameters).filter((name) => RequestParameters[name]);
  const requiredParameters = validator.ValidateRequestParameters ? required : [];
  const model = RequestModels?.['application/json'];
  if (!validator.ValidateRequestBody || model === undefined) return { requiredParameters };
  const { Schema } = propertiesOf(find(user, 'AWS::ApiGateway::Model', model, resources), modelSchema);
  return { requiredParameters, bodySchema: Schema };
}

/** A resource's path: its own part after those of its parents, up to the API's root. */
function pathOf(resourceId: string, resources: readonly ResolvedResource[]): string {
  const resource = resources.find((other) => other.type === 'AWS::ApiGateway::Resource' && other.ref === resourceId);
  if (!resource) return '/';
  const { ParentId, PathPart } = propertiesOf(resource, resourceSchema);
  const parent = pathOf(ParentId, resources);
  return parent === '/' ? `/${PathPart}` : `${parent}/${PathPart}`;
}
