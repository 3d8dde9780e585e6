import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type HttpResponse, openAiProblem, problem } from '../shared/http';
import type { Logger } from '../shared/logger';
import { errorResponse } from '../shared/middleware/error-response';
import { logContext } from '../shared/middleware/log-context';
import { principal, type WithPrincipal } from '../shared/middleware/principal';

export type HttpEvent = WithPrincipal<
  Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'pathParameters' | 'queryStringParameters'> & {
    readonly requestContext: object;
  }
>;

type Refuse = (status: number, code: string, message: string) => HttpResponse;

/** What every HTTP route has around it; its errors are problem details. */
export const httpRoute = (logger: Logger) => route<HttpResponse>(logger, problem);

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
