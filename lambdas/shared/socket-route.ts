import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { isExpired, type Principal } from './domain/principal';
import type { Logger } from './logger';
import { errorResponse } from './middleware/error-response';
import { logContext } from './middleware/log-context';
import type { WithPrincipal } from './middleware/principal';

export type SocketResponse = APIGatewayProxyStructuredResultV2;

export type SocketEvent = Pick<APIGatewayProxyWebsocketEventV2, 'body'> & {
  readonly requestContext: Pick<APIGatewayProxyWebsocketEventV2['requestContext'], 'connectionId'>;
};

/** The handshake, with what the client offers. */
export type ConnectEvent = SocketEvent & { readonly headers?: Readonly<Record<string, string | undefined>> | null };

/** A frame as a route's answer: API Gateway sends the body to the client that asked. */
export const frameReply = (frame: object): SocketResponse => ({ statusCode: 200, body: JSON.stringify(frame) });

/**
 * What every route of a WebSocket has around it.
 *
 * @param failed the answer to a fault
 */
export const socketRoute = <Event extends SocketEvent>(logger: Logger, failed: (event: Event) => SocketResponse) =>
  middy<Event, SocketResponse>().use(logContext(logger)).use(errorResponse(logger, failed));

/** What reads who is on the other end of a connection, and when it is. */
export interface Connected {
  readonly connections: { find(connectionId: string): Promise<Principal | undefined> };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Reads who opened the connection. A credential that has ended since ends what may be asked on it.
 *
 * @param ended the answer then, and where nothing is known of the connection
 */
export function connectedPrincipal(
  { connections, now }: Connected,
  ended: (event: SocketEvent) => SocketResponse,
): MiddlewareObj<WithPrincipal<SocketEvent>, SocketResponse> {
  return {
    before: async ({ event }) => {
      const principal = await connections.find(event.requestContext.connectionId);
      if (!principal || isExpired(principal, now())) return ended(event);
      const connected: { principal?: Principal } = event;
      connected.principal = principal;
      return undefined;
    },
  };
}

/**
 * The answer to a handshake that is let in, with the protocol chosen: never the credential that was offered beside it, and none
 * that was not offered, with which clients break the connection off.
 */
export function accept(event: ConnectEvent, protocol: string): SocketResponse {
  if (!offered(event).includes(protocol)) return { statusCode: 200 };
  return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': protocol } };
}

function offered({ headers }: ConnectEvent): string[] {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol');
  return (header?.[1] ?? '').split(',').map((protocol) => protocol.trim());
}
