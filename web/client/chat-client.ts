import type { ClientFrame, ServerFrame } from '../../lambdas/chat/domain/frames';
import { type Answer, applyFrame, isOver, newAnswer } from './answer';
import { Backoff } from './backoff';
import { chatError, RequestError } from './chat-error';

/** What is used of a WebSocket; the browser's and Node's own both are one. */
export interface Socket {
  addEventListener(type: 'open' | 'message' | 'close', listener: (event: { readonly data?: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

export type ConnectionState = 'idle' | 'connecting' | 'open' | 'lost';

export interface ChatClientOptions {
  readonly socketUrl: string;
  /** A credential for one connection. @throws RequestError */
  readonly ticket: () => Promise<string>;
  /** Told of every change of an answer. */
  readonly onAnswer: (answer: Answer) => void;
  readonly onConnection?: (state: ConnectionState) => void;
  readonly openSocket?: (url: string, protocols: string[]) => Socket;
  readonly backoff?: Backoff;
  readonly now?: () => number;
}

export interface Message {
  /** The same id again is the same message again. @default a new one */
  readonly clientMessageId?: string;
  readonly text: string;
  readonly conversationId?: string;
  readonly model?: string;
  /** A message that is answered anew, in its place. */
  readonly regenerate?: string;
  /** A message whose place this one takes. */
  readonly editOf?: string;
  /** Uploads that go with it. */
  readonly attachments?: readonly string[];
}

interface Turn {
  readonly frame: ClientFrame['send'];
  answer: Answer;
  sends: number;
  stopRequested: boolean;
}

/** API Gateway ends a connection on which nothing was said for ten minutes. */
const pingMs = 4 * 60_000;
const protocol = 'chat.v1';

/**
 * A conversation's connection that survives its connections: while an answer is open and the connection goes, it makes a new
 * one, and asks for what it missed. A message whose acceptance was not seen is sent again under the same id, which is the
 * same message.
 */
export class ChatClient {
  readonly #options: ChatClientOptions;
  readonly #turns = new Map<string, Turn>();
  readonly #backoff: Backoff;
  #socket: Socket | undefined;
  #state: ConnectionState = 'idle';
  #ping: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff();
  }

  /** Sends a message. @returns its id, under which the answer is told of */
  send({ clientMessageId = crypto.randomUUID(), text, conversationId, model, ...more }: Message): string {
    const { regenerate, editOf, attachments } = more;
    const frame: ClientFrame['send'] = {
      action: 'send',
      clientMessageId,
      text,
      ...(conversationId !== undefined && { conversationId }),
      ...(model !== undefined && { model }),
      ...(regenerate !== undefined && { regenerate }),
      ...(editOf !== undefined && { editOf }),
      ...(attachments?.length && { attachments: [...attachments] }),
    };
    this.#begin({ frame, answer: newAnswer(clientMessageId), sends: 0, stopRequested: false });
    return clientMessageId;
  }

  /** Takes up an answer that was asked for earlier, as before a page was loaded again. */
  follow(conversationId: string, clientMessageId: string): void {
    const answer: Answer = { ...newAnswer(clientMessageId), conversationId, status: 'waiting' };
    const frame: ClientFrame['send'] = { action: 'send', clientMessageId, conversationId, text: '' };
    this.#begin({ frame, answer, sends: 0, stopRequested: false });
  }

  /** Ends an answer where it is, as soon as the message was accepted. */
  stop(clientMessageId: string): void {
    const turn = this.#turns.get(clientMessageId);
    if (!turn || turn.stopRequested) return;
    turn.stopRequested = true;
    this.#update(turn, { ...turn.answer, status: 'stopping' });
    this.#askToStop(turn);
  }

  /** Tries at once instead of waiting, as when the network is known to be back. */
  reconnect(): void {
    if (this.#state === 'lost') this.#connect();
  }

  /** Ends the connection for good. */
  close(): void {
    this.#closed = true;
    this.#backoff.cancel();
    this.#drop();
    this.#enter('idle');
  }

  #begin(turn: Turn): void {
    this.#turns.set(turn.answer.clientMessageId, turn);
    this.#options.onAnswer(turn.answer);
    if (this.#state === 'open') this.#deliver(turn);
    else this.#connect();
  }

  #connect(): void {
    if (this.#closed || this.#state === 'connecting' || this.#state === 'open') return;
    this.#backoff.cancel();
    this.#enter('connecting');
    this.#options.ticket().then(
      (ticket) => this.#open(ticket),
      (error: unknown) => this.#refused(error),
    );
  }

  #open(ticket: string): void {
    if (this.#closed) return;
    const { openSocket = (url, protocols) => new WebSocket(url, protocols), socketUrl } = this.#options;
    const socket = openSocket(socketUrl, [protocol, ticket]);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (socket !== this.#socket) return;
      this.#enter('open');
      this.#ping = setInterval(() => this.#say({ action: 'ping' }), pingMs);
      for (const turn of this.#turns.values()) this.#deliver(turn);
    });
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#receive(String(data));
    });
    socket.addEventListener('close', () => {
      if (socket === this.#socket) this.#lost();
    });
  }

  /** Sends a message, or asks for what is missing of its answer. */
  #deliver(turn: Turn): void {
    const { conversationId, clientMessageId, lastSeq } = turn.answer;
    if (conversationId === undefined) {
      turn.sends += 1;
      this.#say(turn.frame);
    } else {
      this.#say({ action: 'resume', conversationId, clientMessageId, lastSeq });
      this.#askToStop(turn);
    }
  }

  #askToStop({ stopRequested, answer: { conversationId, clientMessageId } }: Turn): void {
    if (stopRequested && conversationId !== undefined) this.#say({ action: 'stop', conversationId, clientMessageId });
  }

  #say(frame: ClientFrame[keyof ClientFrame]): void {
    if (this.#state === 'open') this.#socket?.send(JSON.stringify(frame));
  }

  #receive(text: string): void {
    const frame = parse(text);
    if (!frame || isAboutConnection(frame)) {
      this.#lost();
      return;
    }
    this.#backoff.reset();
    const turn = 'clientMessageId' in frame && this.#turns.get(frame.clientMessageId ?? '');
    if (!turn) return;
    const isNews = turn.answer.conversationId === undefined;
    this.#update(turn, applyFrame(turn.answer, frame, (this.#options.now ?? Date.now)()));
    if (!isNews || isOver(turn.answer)) return;
    // A message that had to be sent twice may have been answered on the connection before.
    if (frame.type === 'accepted' && turn.sends > 1) this.#deliver(turn);
    else this.#askToStop(turn);
  }

  #update(turn: Turn, answer: Answer): void {
    if (answer === turn.answer) return;
    turn.answer = answer;
    if (isOver(answer)) this.#turns.delete(answer.clientMessageId);
    this.#options.onAnswer(answer);
  }

  #lost(): void {
    this.#drop();
    const isNeeded = !this.#closed && this.#turns.size > 0;
    this.#enter(isNeeded ? 'lost' : 'idle');
    if (isNeeded && !this.#backoff.next(() => this.#connect()))
      this.#giveUp('connection_lost', 'The connection could not be made again');
  }

  #refused(error: unknown): void {
    const { code, message, status } =
      error instanceof RequestError ? error : { code: 'connection_lost', message: String(error), status: 0 };
    this.#enter('lost');
    // Refused for good, as when nobody is signed in: another try would be refused too.
    if (status >= 400 && status < 500 && status !== 429) this.#giveUp(code, message);
    else this.#lost();
  }

  #giveUp(code: string, message: string): void {
    const now = (this.#options.now ?? Date.now)();
    for (const turn of [...this.#turns.values()]) {
      this.#update(turn, { ...turn.answer, status: 'failed', error: chatError(code, message, undefined, now) });
    }
    this.#backoff.reset();
    this.#enter('idle');
  }

  #drop(): void {
    clearInterval(this.#ping);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #enter(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onConnection?.(state);
  }
}

/** An error that does not say what it is about, or that the token ended: a new connection is the way on. */
function isAboutConnection(frame: ServerFrame): boolean {
  return frame.type === 'error' && (frame.code === 'token_expired' || frame.clientMessageId === undefined);
}

/** A frame; undefined for what is none, as an error of API Gateway itself. */
function parse(text: string): ServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
