import type { IncomingMessage, ServerResponse } from 'node:http';
import { executeApiArn, type GatewayContext } from '../gateway-context';
import { gatewayId } from '../identifiers';
import { gatewayResponse, type ResponseType } from './gateway-responses';
import { runBuffered, runStreaming } from './integration';
import { readBody } from './request-body';
import { RequestValidation } from './request-validation';
import type { RestApi } from './rest-api';
import { RestAuthorization } from './rest-authorization';
import { proxyEvent, type RestRequest } from './rest-event';
import { route } from './router';

/** Bytes of a request's body. */
const maxBodyBytes = 10 * 1024 * 1024;

export interface RestGatewayOptions extends GatewayContext {
  /** Name in `requestContext.domainName`. */
  readonly domainName: string;
}

/** One REST API on this machine: routes, authorizes, validates, and calls the function behind a method. */
export class RestGateway {
  readonly authorization: RestAuthorization;
  readonly #validation: RequestValidation;

  constructor(
    readonly api: RestApi,
    private readonly options: RestGatewayOptions,
  ) {
    this.authorization = new RestAuthorization(options);
    this.#validation = new RequestValidation(api.methods);
  }

  /** @param url the request's address, its path beginning with the stage's name */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { api, options } = this;
    const requestId = gatewayId();
    response.setHeader('x-amzn-RequestId', requestId);
    const path = url.pathname.slice(`/${api.stageName}`.length) || '/';
    const match = route(api.methods, request.method ?? 'GET', path);
    const refuse = (type: ResponseType, detail?: string) => {
      const context = {
        requestId,
        extendedRequestId: requestId,
        stage: api.stageName,
        path: url.pathname,
        resourcePath: match?.method.resourcePath ?? path,
        httpMethod: request.method ?? '',
      };
      const { statusCode, headers, body } = gatewayResponse(api.gatewayResponses, type, context, detail);
      response.writeHead(statusCode, { ...headers, 'Content-Length': Buffer.byteLength(body) });
      response.end(body);
      request.resume();
    };
    if (!match) return refuse('MISSING_AUTHENTICATION_TOKEN');
    const { accountId, domainName } = options;
    const call: RestRequest = { api, match, request, path, url, domainName, accountId, requestId, now: options.now() };
    const { method } = match;
    let context: Readonly<Record<string, unknown>> | undefined;
    if (method.authorizer) {
      const result = await this.authorization.authorize(call, method.authorizer);
      if (!result.allowed) return refuse(result.response, result.message);
      context = result.context;
    }
    const missing = this.#validation.missingParameters(call);
    if (missing.length > 0)
      return refuse('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${missing.join(', ')}]`);
    const body = await readBody(request, maxBodyBytes);
    if (body === 'too-large') return refuse('REQUEST_TOO_LARGE');
    if (!this.#validation.acceptsBody(method, body)) return refuse('BAD_REQUEST_BODY');
    const event = proxyEvent(call, body, context);
    const source = executeApiArn(api, accountId, `${api.stageName}/${request.method}${method.resourcePath}`);
    const functions = options.functions.from(source);
    const outcome = method.streaming
      ? await runStreaming(functions, method, event, response)
      : await runBuffered(functions, method, event, api.binaryMediaTypes, response);
    if (!outcome) return;
    options.report(`${api.name} ${method.httpMethod} ${method.resourcePath}: ${outcome.reason}`);
    refuse(outcome.response);
  }
}
