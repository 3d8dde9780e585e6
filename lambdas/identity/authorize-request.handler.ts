import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Logger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import type { Authenticate } from './authenticate';
import { authenticateDeps, logger } from './deps';
import { fromAuthorization } from './domain/credential';
import { allow, deny, wholeStage } from './policy';

export interface AuthorizeRequestDeps {
  readonly authenticate: Authenticate;
  readonly logger: Pick<Logger, 'info'>;
}

/**
 * REST authorizer: `Authorization: Bearer <token or API key>`.
 *
 * @throws Error('Unauthorized'), which API Gateway answers with 401; any other error becomes 500
 */
export function createAuthorizeRequest({ authenticate, logger }: AuthorizeRequestDeps) {
  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const presented = fromAuthorization(event.headers);
    // Tickets open connections; one spent on a request would be lost.
    const result = await authenticate(presented?.kind === 'ticket' ? undefined : presented);
    if (result.outcome === 'allowed') return allow(result.principal, wholeStage(event.methodArn));
    logger.info('Request refused', { outcome: result.outcome, reason: result.reason });
    if (result.outcome === 'forbidden') return deny(result.userId, wholeStage(event.methodArn));
    throw new Error('Unauthorized');
  };
}

export const handler = middy<APIGatewayRequestAuthorizerEvent, APIGatewayAuthorizerResult>()
  .use(logContext(logger))
  .handler(createAuthorizeRequest({ authenticate: authenticateDeps(), logger }));
