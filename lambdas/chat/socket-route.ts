import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { isExpired, type Principal } from '../shared/domain/principal';
import type { Logger } from '../shared/logger';
import { errorResponse } from '../shared/middleware/error-response';
import { logContext } from '../shared/middleware/log-context';
import type { WithPrincipal } from '../shared/middleware/principal';
import { errorFrame, frameIds } from './domain/frames';
import { reply, type SocketResponse } from './socket-reply';

export type SocketEvent = Pick<APIGatewayProxyWebsocketEventV2, 'body'> & {
  readonly requestContext: Pick<APIGatewayProxyWebsocketEventV2['requestContext'], 'connectionId'>;
};

/** An error about a client's frame, with the frame's own ids: a client may have several on their way. */
const refuse = ({ body }: SocketEvent, code: 'internal_error' | 'token_expired', message: string) =>
  reply(errorFrame(code, message, frameIds(body)));

const internalError = (event: SocketEvent) =>
  refuse(event, 'internal_error', 'Something went wrong here; the same frame may be sent again');

/**
 * What every route of the WebSocket has around it.
 *
 * @param failed the answer to a fault; an error frame unless the route's answer is not one
 */
export const socketRoute = <Event extends SocketEvent>(
  logger: Logger,
  failed: (event: Event) => SocketResponse = internalError,
) => middy<Event, SocketResponse>().use(logContext(logger)).use(errorResponse(logger, failed));

/** What reads who is on the other end of a connection, and when it is. */
export interface Connected {
  readonly connections: { find(connectionId: string): Promise<Principal | undefined> };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What every route has around it on which a client asks for something: `event.principal` is who does. */
export const connectedRoute = (logger: Logger, connected: Connected) =>
  socketRoute<WithPrincipal<SocketEvent>>(logger).use(connectedPrincipal(connected));

/** A credential that has ended since the connection was opened ends what may be asked on it. */
function connectedPrincipal({
  connections,
  now,
}: Connected): MiddlewareObj<WithPrincipal<SocketEvent>, SocketResponse> {
  return {
    before: async ({ event }) => {
      const principal = await connections.find(event.requestContext.connectionId);
      if (!principal || isExpired(principal, now())) {
        return refuse(event, 'token_expired', 'The credential of this connection has ended; connect with a new one');
      }
      const connected: { principal?: Principal } = event;
      connected.principal = principal;
      return undefined;
    },
  };
}
