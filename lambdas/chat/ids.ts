import { ulid } from 'ulid';
import { sha256 } from '../shared/hash';

/** Id of a new message: messages sort by it as they came. */
export const newMessageId = (nowMs: number): string => ulid(nowMs);

/** Id of the conversation that a message without one begins: a repeated `send` begins the same one. */
export const newConversationId = (userId: string, clientMessageId: string): string =>
  sha256(`${userId}#${clientMessageId}`).slice(0, 32);
