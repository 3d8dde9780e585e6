import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

interface Refusal {
  readonly type: ResponseType;
  /** Absent for the catch-alls, which keep the status API Gateway gives. */
  readonly status?: number;
  readonly title: string;
  readonly code: string;
  /** What OpenAI's clients tell errors apart by. */
  readonly openAiType: 'invalid_request_error' | 'authentication_error' | 'rate_limit_error' | 'server_error';
  /** @default - API Gateway's own message */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const authentication = {
  status: 401,
  title: 'Unauthorized',
  code: 'unauthorized',
  openAiType: 'authentication_error',
  detail: 'Send a valid access token or API key as Authorization: Bearer.',
  headers: { 'WWW-Authenticate': "'Bearer'" },
} as const;

const forbidden = {
  status: 403,
  title: 'Forbidden',
  code: 'forbidden',
  openAiType: 'authentication_error',
  detail: 'This credential may not use this API.',
} as const;

const invalid = {
  status: 400,
  title: 'Bad Request',
  code: 'invalid_request',
  openAiType: 'invalid_request_error',
} as const;

const notFound = {
  status: 404,
  title: 'Not Found',
  code: 'not_found',
  openAiType: 'invalid_request_error',
  detail: 'There is no such path.',
} as const;

const throttled = {
  status: 429,
  title: 'Too Many Requests',
  code: 'rate_limited',
  openAiType: 'rate_limit_error',
  detail: 'Too many requests to this API; try again in a second.',
  headers: { 'Retry-After': "'1'" },
} as const;

const unavailable = {
  status: 503,
  title: 'Service Unavailable',
  code: 'unavailable',
  openAiType: 'server_error',
  detail: 'The request could not be served; try again.',
  headers: { 'Retry-After': "'1'" },
} as const;

const refusals: readonly Refusal[] = [
  { type: ResponseType.UNAUTHORIZED, ...authentication },
  { type: ResponseType.ACCESS_DENIED, ...forbidden },
  // An unknown path is answered as a missing token by API Gateway: https://repost.aws/knowledge-center/api-gateway-authentication-token-errors
  { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, ...notFound },
  { type: ResponseType.RESOURCE_NOT_FOUND, ...notFound },
  { type: ResponseType.BAD_REQUEST_BODY, ...invalid },
  { type: ResponseType.BAD_REQUEST_PARAMETERS, ...invalid },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: 'Content Too Large',
    code: 'request_too_large',
    openAiType: 'invalid_request_error',
    detail: 'A request has at most 10 MB.',
  },
  { type: ResponseType.THROTTLED, ...throttled },
  { type: ResponseType.QUOTA_EXCEEDED, ...throttled },
  { type: ResponseType.AUTHORIZER_FAILURE, ...unavailable },
  { type: ResponseType.AUTHORIZER_CONFIGURATION_ERROR, ...unavailable },
  { type: ResponseType.INTEGRATION_FAILURE, ...unavailable },
  { type: ResponseType.INTEGRATION_TIMEOUT, ...unavailable, status: 504, title: 'Gateway Timeout', code: 'timeout' },
  { type: ResponseType.DEFAULT_4XX, ...invalid, status: undefined },
  { type: ResponseType.DEFAULT_5XX, ...unavailable, status: undefined },
];

/**
 * What clients read when API Gateway itself refuses: one body that is both RFC 9457 problem details and OpenAI's error, so
 * that either kind of client understands it on every path.
 */
export function addGatewayResponses(api: RestApi): void {
  for (const refusal of refusals) {
    api.addGatewayResponse(refusal.type.responseType, {
      type: refusal.type,
      statusCode: refusal.status?.toString(),
      responseHeaders: refusal.headers,
      templates: { 'application/json': body(refusal) },
    });
  }
}

/** `$context.error.messageString` is a quoted JSON string already, so the template is put together as text. */
function body({ status, title, code, openAiType, detail }: Refusal): string {
  const message = detail === undefined ? '$context.error.messageString' : JSON.stringify(detail);
  const problem = JSON.stringify({ type: 'about:blank', title, status, code });
  const error = JSON.stringify({ type: openAiType, param: null, code });
  return `${problem.slice(0, -1)},"detail":${message},"error":${error.slice(0, -1)},"message":${message}}}`;
}
