import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ChatSocket, type Frame } from './chat-socket';
import type { TourContext } from './step';

/** An answer as a client puts it together. */
export interface Answer {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly deltas: number;
  readonly end: Frame;
}

/** Fields of `send` beside its text. */
export interface SendFields {
  readonly conversationId?: string;
  readonly model?: string;
  readonly regenerate?: string;
  readonly editOf?: string;
  readonly branchFrom?: string;
  readonly attachments?: readonly string[];
}

export const newId = (): string => randomUUID();

/** Opens a connection with a sample user's token offered beside the protocol. */
export function connectAs(context: TourContext, user: string, patienceMs?: number): Promise<ChatSocket> {
  const { socketUrl, token, signal } = context;
  const patience = patienceMs === undefined ? {} : { patienceMs };
  return ChatSocket.connect(socketUrl, { protocols: ['chat.v1', token(user)], signal, ...patience });
}

/** Sends a message and waits for `accepted`. */
export async function submit(
  socket: ChatSocket,
  text: string,
  more: SendFields = {},
): Promise<{ readonly conversationId: string; readonly clientMessageId: string }> {
  const clientMessageId = newId();
  // The first frames of the answer may overtake the reply to `send`.
  const answered = ({ type, seq, clientMessageId: id }: Frame) =>
    id === clientMessageId && (type === 'accepted' || (type === 'error' && seq === undefined));
  const frame = await socket.ask({ action: 'send', clientMessageId, text, ...more }, 'accepted frame', answered);
  assert.equal(frame.type, 'accepted', `send was answered with ${JSON.stringify(frame)}`);
  assert.ok(frame.conversationId, 'accepted names no conversation');
  return { conversationId: frame.conversationId, clientMessageId };
}

/** Waits for the end of an answer and puts it together from frames of one or several connections. */
export async function finished(
  socket: ChatSocket,
  clientMessageId: string,
  earlier: readonly Frame[] = [],
): Promise<Answer> {
  const end = await socket.next(
    'end of the answer',
    (frame) => isEnd(frame) && frame.clientMessageId === clientMessageId,
  );
  return assemble([...earlier, ...socket.frames], clientMessageId, end);
}

/** Orders frames by `seq` and keeps those of the last attempt, as the protocol asks of clients. */
export function assemble(frames: readonly Frame[], clientMessageId: string, end: Frame): Answer {
  const own = frames.filter((frame) => frame.clientMessageId === clientMessageId && frame.seq !== undefined);
  const bySeq = new Map(own.map((frame) => [frame.seq, frame]));
  const ordered = [...bySeq.values()].sort((left, right) => (left.seq ?? 0) - (right.seq ?? 0));
  const start = ordered.findLastIndex(({ type }) => type === 'start');
  assert.ok(start >= 0, 'the answer has no start frame');
  const last = ordered.slice(start);
  for (const [index, frame] of last.entries()) {
    assert.equal(frame.seq, (last[0]?.seq ?? 0) + index, `a frame is missing before seq ${frame.seq}`);
  }
  assert.equal(last.at(-1)?.seq, end.seq, 'frames came after the end');
  const deltas = last.filter(({ type }) => type === 'delta');
  return {
    conversationId: end.conversationId ?? '',
    clientMessageId,
    text: deltas.map(({ text }) => text).join(''),
    deltas: deltas.length,
    end,
  };
}

const isEnd = ({ type, seq }: Frame) => (type === 'done' || type === 'error') && seq !== undefined;

/** Asks and waits for the whole answer. */
export async function askAndWait(socket: ChatSocket, text: string, more: SendFields = {}): Promise<Answer> {
  const { clientMessageId } = await submit(socket, text, more);
  return finished(socket, clientMessageId);
}
