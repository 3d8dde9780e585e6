import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { GatewayContext } from '../gateway-context';
import { gatewayId } from '../identifiers';
import { Connection, type ConnectionLimits } from './connection';
import { shakeHands } from './handshake';
import { connectionFacts } from './socket-events';
import type { WebSocketApi } from './websocket-api';

/** Bytes of a frame; a larger one ends the connection with 1009. The message limit of 128 KB is the laxer one. */
const maxFrameBytes = 32 * 1024;

const awsLimits: ConnectionLimits = { idleMs: 10 * 60_000, lifetimeMs: 2 * 3_600_000 };

export interface WebSocketGatewayOptions extends GatewayContext {
  /** Name in `requestContext.domainName`. */
  readonly domainName: string;
  /** @default API Gateway's: 10 minutes idle, 2 hours of life */
  readonly limits?: Partial<ConnectionLimits>;
}

/** One WebSocket API on this machine: accepts upgrades and holds the connections. */
export class WebSocketGateway {
  readonly #connections = new Map<string, Connection>();
  readonly #server: WebSocketServer;
  /** What `$connect` chose, by the request whose upgrade is under way. */
  readonly #protocols = new WeakMap<IncomingMessage, string>();
  #stopped = false;

  constructor(
    readonly api: WebSocketApi,
    private readonly options: WebSocketGatewayOptions,
  ) {
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      clientTracking: false,
      // False sends no protocol back; a client that offered some then fails the handshake, as in AWS.
      handleProtocols: (_offered, request) => this.#protocols.get(request) ?? false,
    });
    // A protocol nobody asked for goes out as well: the client then fails, as it does in AWS.
    this.#server.on('headers', (headers, request) => {
      const chosen = this.#protocols.get(request);
      const offered = request.headers['sec-websocket-protocol'];
      if (chosen !== undefined && offered === undefined) headers.push(`Sec-WebSocket-Protocol: ${chosen}`);
    });
  }

  connection(connectionId: string): Connection | undefined {
    return this.#connections.get(connectionId);
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Runs authorizer and `$connect`, then upgrades the socket or refuses it with their status. */
  async handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): Promise<void> {
    const swallow = () => undefined;
    socket.on('error', swallow);
    const facts = connectionFacts(request, this.options.domainName, this.options.now());
    const result = await shakeHands(this.api, request, url, facts, this.options);
    if (!result.accepted) return refuse(socket, result.statusCode, result.message, facts.connectionId);
    if (socket.destroyed || this.#stopped) return void socket.destroy();
    if (result.protocol !== undefined) this.#protocols.set(request, result.protocol);
    socket.removeListener('error', swallow);
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const limits = { ...awsLimits, ...this.options.limits };
      const connection = new Connection(this.api, facts, result.authorizer, webSocket, limits, this.options);
      this.#connections.set(facts.connectionId, connection);
      webSocket.on('close', (code, reason) => {
        connection.stopTimers();
        this.#connections.delete(facts.connectionId);
        if (this.#stopped) return;
        connection.disconnected(code, reason.toString()).catch((error: unknown) => this.options.report(String(error)));
      });
    });
  }

  /** Ends every connection as a network that fails does; clients may come again. */
  dropConnections(): void {
    for (const connection of this.#connections.values()) connection.terminate();
  }

  /** Ends every connection at once, without `$disconnect`: what it would tidy up goes away with the machine. */
  stop(): void {
    this.#stopped = true;
    for (const connection of this.#connections.values()) connection.terminate();
    this.#server.close();
  }
}

function refuse(socket: Duplex, statusCode: number, message: string, connectionId: string): void {
  const body = JSON.stringify({ message, connectionId, requestId: gatewayId() });
  socket.end(
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? 'Refused'}\r\n` +
      'Connection: close\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
