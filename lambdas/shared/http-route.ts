import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { type HttpResponse, openAiProblem, problem } from './http';
import type { Logger } from './logger';
import { errorResponse } from './middleware/error-response';
import { logContext } from './middleware/log-context';
import { principal, type WithPrincipal } from './middleware/principal';

export { invalid } from './invalid-request';

export type HttpEvent = WithPrincipal<
  Pick<
    APIGatewayProxyEvent,
    'body' | 'headers' | 'httpMethod' | 'isBase64Encoded' | 'pathParameters' | 'queryStringParameters' | 'resource'
  > & {
    readonly requestContext: object;
  }
>;

type Refuse = (status: number, code: string, message: string) => HttpResponse;

/** What every HTTP route has around it; its errors are problem details. */
export const httpRoute = <Response = HttpResponse>(logger: Logger, plugin?: middy.PluginObject) =>
  route<Response | HttpResponse>(logger, problem, plugin);

/** The same for routes of OpenAI's API, whose errors have OpenAI's shape. */
export const openAiRoute = <Response = HttpResponse>(logger: Logger, plugin?: middy.PluginObject) =>
  route<Response | HttpResponse>(logger, openAiProblem, plugin);

function route<Response>(logger: Logger, refuse: Refuse, plugin?: middy.PluginObject) {
  return middy<HttpEvent, Response | HttpResponse>(plugin)
    .use(logContext(logger))
    .use(errorResponse(logger, () => refuse(500, 'internal_error', 'Something went wrong here; try again')))
    .use(principal(Date.now, () => refuse(401, 'token_expired', 'The credential has ended; sign in again')));
}

/** The request's body as text, however API Gateway passed it on. */
export const bodyText = ({ body, isBase64Encoded }: HttpEvent): string =>
  isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '');

/** A header, however its name is spelled. */
export const headerOf = ({ headers }: HttpEvent, name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([spelled]) => spelled.toLowerCase() === name)?.[1];

/** The request's body as JSON; undefined when it is none, which no schema takes. */
export function jsonBody(event: HttpEvent): unknown {
  try {
    return JSON.parse(bodyText(event));
  } catch {
    return undefined;
  }
}

/** A cursor of a paged list, read by `decode`. */
export const cursorSchema = <Position>(decode: (cursor: string) => Position | undefined) =>
  z.pipe(
    z.string(),
    z.transform((cursor: string, { issues }) => {
      const position = decode(cursor);
      if (position !== undefined) return position;
      issues.push({ code: 'custom', message: 'is none that this API gave', input: cursor });
      return z.NEVER;
    }),
  );
