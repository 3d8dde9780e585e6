import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { propertiesOf } from '../template';

/** Why API Gateway itself answers, with the status and message it uses unless the template says otherwise. */
const defaults = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  BAD_REQUEST_BODY: [400, 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters'],
  INTEGRATION_FAILURE: [502, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  UNAUTHORIZED: [401, 'Unauthorized'],
} as const satisfies Record<string, readonly [number, string]>;

export type ResponseType = keyof typeof defaults;

/** Gateway responses of one API by their type, `DEFAULT_4XX` and `DEFAULT_5XX` among them. */
export type GatewayResponses = ReadonlyMap<string, GatewayResponse>;

interface GatewayResponse {
  readonly statusCode?: number;
  readonly template?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a template may refer to. */
export interface ErrorContext {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly stage: string;
  readonly path: string;
  readonly resourcePath: string;
  readonly httpMethod: string;
}

const schema = z.strictObject({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.string().optional(),
  ResponseTemplates: z.strictObject({ 'application/json': z.string().optional() }).optional(),
  ResponseParameters: z
    .record(
      z.string().startsWith('gatewayresponse.header.'),
      z.string().regex(/^'.*'$/, "only literals ('...') are served"),
    )
    .optional(),
});

const sample: ErrorContext = {
  requestId: '',
  extendedRequestId: '',
  stage: '',
  path: '',
  resourcePath: '',
  httpMethod: '',
};

export function readGatewayResponses(resources: readonly ResolvedResource[]): GatewayResponses {
  return new Map(
    resources.map((resource) => {
      const properties = propertiesOf(resource, schema);
      const template = properties.ResponseTemplates?.['application/json'];
      if (template !== undefined) fill(template, 'UNAUTHORIZED', '', sample);
      const headers = Object.entries(properties.ResponseParameters ?? {}).map(([name, value]) => [
        name.slice('gatewayresponse.header.'.length),
        value.slice(1, -1),
      ]);
      return [
        properties.ResponseType,
        {
          ...(properties.StatusCode ? { statusCode: Number(properties.StatusCode) } : {}),
          ...(template === undefined ? {} : { template }),
          headers: Object.fromEntries(headers),
        },
      ];
    }),
  );
}

/** The response API Gateway sends for a reason of its own. */
export function gatewayResponse(
  responses: GatewayResponses,
  type: ResponseType,
  context: ErrorContext,
  detail?: string,
) {
  const [usualStatus, usualMessage] = defaults[type];
  const chosen = responses.get(type) ?? responses.get(usualStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const template = chosen?.template ?? '{"message":$context.error.messageString}';
  return {
    statusCode: chosen?.statusCode ?? usualStatus,
    headers: { 'Content-Type': 'application/json', ...chosen?.headers },
    body: fill(template, type, detail ?? usualMessage, context),
  };
}

function fill(template: string, type: ResponseType, message: string, context: ErrorContext): string {
  const values: Record<string, string> = {
    ...context,
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
  };
  return template.replaceAll(/\$(?:context\.[\w.]*\w|input\b|stageVariables\b|util\b)/g, (reference) => {
    const value = values[reference.slice('$context.'.length)];
    if (value === undefined) throw new Error(`Gateway response template uses ${reference}, which is not served`);
    return value;
  });
}
