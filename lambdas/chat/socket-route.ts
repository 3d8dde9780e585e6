import type { Logger } from '../shared/logger';
import type { WithPrincipal } from '../shared/middleware/principal';
import {
  type Connected,
  connectedPrincipal,
  type SocketEvent,
  type SocketResponse,
  socketRoute as sharedRoute,
} from '../shared/socket-route';
import { errorFrame, frameIds } from './domain/frames';
import { reply } from './socket-reply';

export type { Connected, SocketEvent } from '../shared/socket-route';

/** An error about a client's frame, with the frame's own ids: a client may have several on their way. */
const refuse = ({ body }: SocketEvent, code: 'internal_error' | 'token_expired', message: string) =>
  reply(errorFrame(code, message, frameIds(body)));

const internalError = (event: SocketEvent) =>
  refuse(event, 'internal_error', 'Something went wrong here; the same frame may be sent again');

const ended = (event: SocketEvent) =>
  refuse(event, 'token_expired', 'The credential of this connection has ended; connect with a new one');

/**
 * What every route of the WebSocket has around it.
 *
 * @param failed the answer to a fault; an error frame unless the route's answer is not one
 */
export const socketRoute = <Event extends SocketEvent>(
  logger: Logger,
  failed: (event: Event) => SocketResponse = internalError,
) => sharedRoute<Event>(logger, failed);

/** What every route has around it on which a client asks for something: `event.principal` is who does. */
export const connectedRoute = (logger: Logger, connected: Connected) =>
  socketRoute<WithPrincipal<SocketEvent>>(logger).use(connectedPrincipal(connected, ended));
