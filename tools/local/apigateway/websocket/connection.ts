import type { WebSocket } from 'ws';
import { isRecord } from '../authorization';
import { executeApiArn, type GatewayContext } from '../gateway-context';
import { withTimeout } from '../with-timeout';
import {
  type AuthorizerContext,
  type ConnectionFacts,
  disconnectEvent,
  messageEvent,
  requestContext,
} from './socket-events';
import type { SocketRoute, WebSocketApi } from './websocket-api';

/** How long a connection may be silent and how long it may live. */
export interface ConnectionLimits {
  readonly idleMs: number;
  readonly lifetimeMs: number;
}

/** 1001, as API Gateway closes connections that were idle or have reached their age. */
const goingAway = 1001;

/** One open connection: routes its messages, answers two-way routes, and tells `$disconnect` in the end. */
export class Connection {
  readonly #timers: NodeJS.Timeout[];
  readonly #idle: NodeJS.Timeout;
  #lastActiveAt: number;

  constructor(
    private readonly api: WebSocketApi,
    readonly facts: ConnectionFacts,
    private readonly authorizer: AuthorizerContext | undefined,
    private readonly socket: WebSocket,
    limits: ConnectionLimits,
    private readonly deps: GatewayContext,
  ) {
    this.#lastActiveAt = deps.now();
    this.#idle = setTimeout(() => this.close(), limits.idleMs).unref();
    this.#timers = [this.#idle, setTimeout(() => this.close(), limits.lifetimeMs).unref()];
    socket.on('message', (data) => {
      this.#touch();
      // Not awaited: API Gateway processes the messages of one connection concurrently.
      this.#receive(data.toString()).catch((error: unknown) => deps.report(`${api.name}: ${String(error)}`));
    });
    // The socket closes after an error; the error itself (an oversized frame, a broken pipe) is the client's affair.
    socket.on('error', () => undefined);
  }

  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  /** Sends text to the client. Resolves false when the connection has ended. */
  send(text: string): Promise<boolean> {
    if (this.socket.readyState !== this.socket.OPEN) return Promise.resolve(false);
    this.#touch();
    return new Promise((resolve) => this.socket.send(text, (error) => resolve(!error)));
  }

  close(code = goingAway, reason = 'Going away'): void {
    this.socket.close(code, reason);
  }

  /** Ends the connection at once and silently, as when the machine goes down. */
  terminate(): void {
    this.stopTimers();
    this.socket.terminate();
  }

  stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Tells the `$disconnect` route; best effort, as in API Gateway. */
  async disconnected(code: number, reason: string): Promise<void> {
    const route = this.api.routes.get('$disconnect');
    if (!route) return;
    const event = disconnectEvent(this.#context('$disconnect', 'DISCONNECT'), this.facts, code, reason);
    const result = await this.#invoke(route, event);
    if (!result.ok) this.deps.report(`${this.api.name} $disconnect: ${result.errorMessage}`);
  }

  #touch(): void {
    this.#lastActiveAt = this.deps.now();
    this.#idle.refresh();
  }

  #context(routeKey: string, eventType: 'MESSAGE' | 'DISCONNECT') {
    const authorizer = this.authorizer ? { authorizer: this.authorizer } : {};
    return requestContext(this.api, this.facts, { routeKey, eventType, now: this.deps.now(), ...authorizer });
  }

  async #receive(text: string): Promise<void> {
    const route = this.#select(text);
    const context = this.#context(route?.routeKey ?? '$default', 'MESSAGE');
    if (!route) return this.#fail('Forbidden', context);
    const event = messageEvent(context, text);
    const result = await withTimeout(() => this.#invoke(route, event), route.timeoutMs);
    if (result === 'timeout') return this.#fail('Endpoint request timed out', context);
    if (!result.ok) {
      this.deps.report(`${this.api.name} ${route.routeKey}: ${result.errorType}: ${result.errorMessage}`);
      return this.#fail('Internal server error', context);
    }
    if (!route.twoWay) return;
    if (!isRecord(result.payload) || typeof result.payload.statusCode !== 'number') {
      this.deps.report(`${this.api.name} ${route.routeKey}: no statusCode in the answer`);
      return this.#fail('Internal server error', context);
    }
    const { body } = result.payload;
    if (typeof body === 'string' && body !== '') await this.send(body);
  }

  #invoke(route: SocketRoute, event: unknown) {
    const source = executeApiArn(this.api, this.deps.accountId, `${this.api.stageName}/${route.routeKey}`);
    return this.deps.functions.from(source).invoke(route.functionRef, event);
  }

  #select(text: string): SocketRoute | undefined {
    const fallback = this.api.routes.get('$default');
    const key = routeKeyOf(text, this.api.routeProperty);
    if (key === undefined || key.startsWith('$')) return fallback;
    return this.api.routes.get(key) ?? fallback;
  }

  async #fail(message: string, context: Record<string, unknown>): Promise<void> {
    const { connectionId, requestId } = context;
    await this.send(JSON.stringify({ message, connectionId, requestId }));
  }
}

/** The value of the route selection expression, or undefined where the message is no JSON object with it. */
function routeKeyOf(text: string, property: string): string | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const value = isRecord(message) ? message[property] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
