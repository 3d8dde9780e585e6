import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Logger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import type { Authenticate } from './authenticate';
import { authenticateDeps, logger } from './deps';
import { fromAuthorization, fromQuery, fromSubprotocols } from './domain/credential';
import { allow, deny } from './policy';

export interface AuthorizeSocketDeps {
  readonly authenticate: Authenticate;
  readonly logger: Pick<Logger, 'info'>;
}

/**
 * Authorizer of `$connect`: a token, API key or ticket beside the subprotocol, a token or key as bearer, or a ticket in the query.
 *
 * @throws Error('Unauthorized'), which API Gateway answers with 401; any other error becomes 500
 */
export function createAuthorizeSocket({ authenticate, logger }: AuthorizeSocketDeps) {
  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const { headers, queryStringParameters } = event;
    const result = await authenticate(
      fromSubprotocols(headers) ?? fromAuthorization(headers) ?? fromQuery(queryStringParameters),
    );
    if (result.outcome === 'allowed') return allow(result.principal, event.methodArn);
    logger.info('Connection refused', { outcome: result.outcome, reason: result.reason });
    if (result.outcome === 'forbidden') return deny(result.userId, event.methodArn);
    throw new Error('Unauthorized');
  };
}

export const handler = middy<APIGatewayRequestAuthorizerEvent, APIGatewayAuthorizerResult>()
  .use(logContext(logger))
  .handler(createAuthorizeSocket({ authenticate: authenticateDeps(), logger }));
