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

/** Puts the request's ids on every log line of one invocation, and on none of the next. */
export function logContext(logger: Logger): MiddlewareObj {
  const clear = () => {
    logger.resetKeys();
  };
  return {
    before: ({ event, context }) => {
      logger.addContext(context);
      const { requestId, connectionId, routeKey, authorizer } = (event as GatewayEvent).requestContext ?? {};
      const userId = (authorizer as { userId?: string } | undefined)?.userId;
      logger.appendKeys({ requestId, connectionId, routeKey, userId });
    },
    after: clear,
    onError: clear,
  };
}
