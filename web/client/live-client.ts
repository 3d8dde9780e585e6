import type { ClientFrame, LiveFrame, LiveServerFrame } from '../../lambdas/streaming/domain/api/live';
import { Backoff } from './backoff';
import type { ConnectionState, Socket } from './chat-client';
import { RequestError } from './chat-error';

export type LiveView = LiveFrame['view'];

/** What a topic shows, or why it shows nothing. */
export type Watched = { readonly view: LiveView } | { readonly refused: LiveFrame['subscribed']['refused'][number] };
type Listener = (watched: Watched) => void;

export interface LiveClientOptions {
  readonly socketUrl: string;
  /** A credential for one connection: a ticket, or a token. @throws RequestError */
  readonly credential: () => Promise<string>;
  /** @param code why it is as it is: the code of an error, where there is one */
  readonly onConnection?: (state: ConnectionState, code?: string) => void;
  readonly openSocket?: (url: string, protocols: string[]) => Socket;
  readonly backoff?: Backoff;
  /** Milliseconds since anything, never backwards. */
  readonly elapsed?: () => number;
  readonly schedule?: (run: () => void, ms: number) => () => void;
}

interface Topic {
  readonly listeners: Set<Listener>;
  /** On this connection, where seqs grow. */
  seq: number;
  /** Of the last view; it outlives connections. */
  cursor?: string;
  latest?: Watched;
}

const protocol = 'live.v1';
/** Views are acknowledged so often at most; who waits for a minute counts as slow. */
const ACK_MS = 2_000;
/** API Gateway ends a connection on which nothing was said for ten minutes. */
const PING_MS = 4 * 60_000;

const byTimer = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * Watches live views, and goes on after any connection that is lost: it makes a new one, with a new credential, and names what it has seen, so
 * that nothing comes twice. Views are acknowledged as they come and not by a timer alone, which browsers slow down in pages that nobody sees.
 */
export class LiveClient {
  readonly #options: LiveClientOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #backoff: Backoff;
  #socket: Socket | undefined;
  #state: ConnectionState = 'idle';
  #code: string | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #unacked: Record<string, { seq: number; cursor: string }> = {};
  #ackedAt = Number.NEGATIVE_INFINITY;
  #cancelAck: (() => void) | undefined;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    // A page that is left open finds the service again whenever it is back.
    this.#backoff = options.backoff ?? new Backoff({ tries: Number.POSITIVE_INFINITY, longestMs: 30_000 });
  }

  /** Is told what a topic shows, now and whenever that is another. @returns what ends it */
  watch(name: string, listener: Listener): () => void {
    let topic = this.#topics.get(name);
    if (!topic) {
      topic = { listeners: new Set(), seq: 0 };
      this.#topics.set(name, topic);
      this.#ask({ action: 'subscribe', topics: [name] });
    }
    topic.listeners.add(listener);
    if (topic.latest) listener(topic.latest);
    this.#connect();
    return () => this.#leave(name, listener);
  }

  /** Tries at once instead of waiting, as when the network is known to be back, or somebody asks for it. */
  reconnect(): void {
    if (this.#state === 'lost' || this.#state === 'idle') this.#connect();
  }

  /** Ends the connection for good. */
  close(): void {
    this.#topics.clear();
    this.#backoff.cancel();
    this.#drop();
    this.#enter('idle');
  }

  #leave(name: string, listener: Listener): void {
    const topic = this.#topics.get(name);
    topic?.listeners.delete(listener);
    if (!topic || topic.listeners.size > 0) return;
    this.#topics.delete(name);
    delete this.#unacked[name];
    this.#ask({ action: 'unsubscribe', topics: [name] });
  }

  #connect(): void {
    if (this.#state === 'connecting' || this.#state === 'open' || this.#topics.size === 0) return;
    this.#backoff.cancel();
    this.#enter('connecting', this.#code);
    this.#options.credential().then(
      (credential) => this.#open(credential),
      (error: unknown) => this.#refused(error),
    );
  }

  #open(credential: string): void {
    if (this.#state !== 'connecting') return;
    const { openSocket = (url, protocols) => new WebSocket(url, protocols), socketUrl } = this.#options;
    const socket = openSocket(socketUrl, [protocol, credential]);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (socket === this.#socket) this.#opened();
    });
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#receive(String(data));
    });
    socket.addEventListener('close', () => {
      if (socket === this.#socket) this.#lost();
    });
  }

  #opened(): void {
    this.#enter('open');
    this.#ping = setInterval(() => this.#ask({ action: 'ping' }), PING_MS);
    if (this.#topics.size === 0) return;
    const resume: Record<string, string> = {};
    for (const [name, topic] of this.#topics) {
      topic.seq = 0;
      if (topic.cursor !== undefined) resume[name] = topic.cursor;
    }
    this.#ask({ action: 'subscribe', topics: [...this.#topics.keys()], resume });
  }

  #receive(text: string): void {
    const frame = parse(text);
    if (frame?.type === 'view') this.#show(frame);
    if (frame?.type === 'subscribed') {
      this.#backoff.reset();
      for (const refused of frame.refused) this.#tell(refused.topic, { refused });
    }
    // Both end the connection, from the other side too.
    if (frame?.type === 'error' && (frame.code === 'slow_consumer' || frame.code === 'token_expired'))
      this.#lost(frame.code);
  }

  /** A view that was seen before is acknowledged, and told to nobody. */
  #show(view: LiveView): void {
    const { topic: name, seq, cursor } = view;
    const topic = this.#topics.get(name);
    if (!topic || seq <= topic.seq) return;
    const isNews = cursor !== topic.cursor;
    topic.seq = seq;
    topic.cursor = cursor;
    if (isNews) this.#tell(name, { view });
    this.#unacked[name] = { seq, cursor };
    this.#acknowledge();
  }

  #tell(name: string, watched: Watched): void {
    const topic = this.#topics.get(name);
    if (!topic) return;
    topic.latest = watched;
    for (const listener of topic.listeners) listener(watched);
  }

  #acknowledge(): void {
    const { elapsed = () => performance.now(), schedule = byTimer } = this.#options;
    const left = this.#ackedAt + ACK_MS - elapsed();
    if (left > 0) {
      this.#cancelAck ??= schedule(() => {
        this.#cancelAck = undefined;
        this.#acknowledge();
      }, left);
      return;
    }
    if (Object.keys(this.#unacked).length === 0) return;
    this.#ask({ action: 'ack', seen: this.#unacked });
    this.#unacked = {};
    this.#ackedAt = elapsed();
  }

  #ask(frame: ClientFrame[keyof ClientFrame]): void {
    if (this.#state === 'open') this.#socket?.send(JSON.stringify(frame));
  }

  #lost(code?: string): void {
    this.#drop();
    const isNeeded = this.#topics.size > 0;
    this.#enter(isNeeded ? 'lost' : 'idle', code);
    if (isNeeded) this.#backoff.next(() => this.#connect());
  }

  /** Refused for good, as when nobody is signed in, is not tried again by itself: another try would be refused too. */
  #refused(error: unknown): void {
    const { status, code } = error instanceof RequestError ? error : { status: 0, code: 'connection_lost' };
    if (status >= 400 && status < 500 && status !== 429) this.#enter('idle', code);
    else this.#lost(code);
  }

  #drop(): void {
    clearInterval(this.#ping);
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    this.#unacked = {};
    this.#ackedAt = Number.NEGATIVE_INFINITY;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #enter(state: ConnectionState, code?: string): void {
    if (state === this.#state && code === this.#code) return;
    this.#state = state;
    this.#code = code;
    this.#options.onConnection?.(state, code);
  }
}

/** A frame; undefined for what is none, as an error of API Gateway itself. */
function parse(text: string): LiveServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as LiveServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
