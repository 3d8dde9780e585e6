import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** A frame as it arrived. */
export interface Frame {
  readonly type: string;
  readonly seq?: number;
  readonly text?: string;
  readonly code?: string;
  readonly clientMessageId?: string;
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly attempt?: number;
  readonly status?: string;
  readonly finishReason?: string;
  readonly model?: string;
  readonly reason?: string;
  readonly retryAfterMs?: number;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number; readonly estimated: boolean };
}

/** How a connection is asked for: credential beside the protocol, headers, or a ticket in the query. */
export interface ConnectOptions {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Milliseconds after which a frame that is waited for counts as missing. @default 15 seconds */
  readonly patienceMs?: number;
}

const defaultPatienceMs = 15_000;

/** The handshake was refused with an HTTP status. */
export class Refused extends Error {
  constructor(readonly statusCode: number) {
    super(`connection refused with ${statusCode}`);
  }
}

/** A client of a WebSocket API, of chat's unless its frames are others, that keeps every frame. */
export class ChatSocket<F extends { readonly type: string } = Frame> {
  readonly frames: F[] = [];
  closeCode: number | undefined;
  readonly #waiting = new Set<() => void>();

  private constructor(
    private readonly socket: WebSocket,
    private readonly signal: AbortSignal,
    private readonly patienceMs: number,
  ) {
    socket.on('message', (data) => {
      this.frames.push(JSON.parse(data.toString()));
      this.#wake();
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** @throws Refused when the handshake is answered with an HTTP status */
  static connect<F extends { readonly type: string } = Frame>(
    url: string,
    options: ConnectOptions,
  ): Promise<ChatSocket<F>> {
    const { protocols = [], headers = {}, signal, patienceMs = defaultPatienceMs } = options;
    const socket = new WebSocket(url, [...protocols], { headers, handshakeTimeout: patienceMs });
    const client = new ChatSocket<F>(socket, signal, patienceMs);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_request, response) => {
        response.resume();
        reject(new Refused(response.statusCode ?? 0));
        socket.terminate();
      });
      socket.once('error', reject);
    });
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The first frame after `from` that `wanted` accepts. */
  async next(what: string, wanted: (frame: F) => boolean, from = 0): Promise<F> {
    let found: F | undefined;
    await this.until(what, () => {
      found = this.frames.slice(from).find(wanted);
      return found !== undefined;
    });
    if (!found) throw new Error(`no ${what}`);
    return found;
  }

  /** Sends a frame and gives the first frame that comes back which `wanted` accepts. */
  ask(frame: object | string, what: string, wanted: (frame: F) => boolean = () => true): Promise<F> {
    const from = this.frames.length;
    this.send(frame);
    return this.next(what, wanted, from);
  }

  /** Waits until something holds, looking again at each frame. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const over = AbortSignal.any([this.signal, AbortSignal.timeout(this.patienceMs)]);
    while (!holds()) {
      if (over.aborted || this.closeCode !== undefined) throw new Error(`no ${what}; ${this.#summary()}`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          over.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.add(wake);
        over.addEventListener('abort', wake, { once: true });
      });
    }
  }

  /** Ends the connection and waits for its end. */
  async close(): Promise<void> {
    this.socket.close();
    while (this.closeCode === undefined && !this.signal.aborted) await delay(1);
  }

  /** Drops the connection as a lost network does. */
  drop(): void {
    this.socket.terminate();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #summary(): string {
    const last = this.frames.slice(-3).map((frame) => JSON.stringify(frame).slice(0, 200));
    const closed = this.closeCode === undefined ? '' : `connection closed with ${this.closeCode}; `;
    return `${closed}${last.length > 0 ? `last frames: ${last.join(' ')}` : 'no frame came'}`;
  }
}
