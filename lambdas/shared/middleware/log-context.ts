import type { MiddlewareObj } from '@middy/core';
import type { Logger } from '../logger';

interface GatewayEvent {
  readonly requestContext?: {
    readonly requestId?: string;
    readonly connectionId?: string;
    readonly routeKey?: string;
    readonly authorizer?: unknown;
  };
}

/** Puts the request's ids on every log line of this invocation, in place of those of the one before. */
export function logContext(logger: Logger): MiddlewareObj {
  return {
    before: ({ event, context }) => {
      logger.resetKeys();
      logger.addContext(context);
      const { requestId, connectionId, routeKey, authorizer } = (event as GatewayEvent).requestContext ?? {};
      const userId = (authorizer as { userId?: string } | undefined)?.userId;
      logger.appendKeys({ requestId, connectionId, routeKey, userId });
    },
  };
}
