import * as z from 'zod/mini';
import { idSchema } from './frames';

/** A conversation in its owner's list. */
export interface ConversationSummary {
  readonly conversationId: string;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** When its last message came. ISO 8601, UTC. */
  readonly updatedAt: string;
}

/** A place in the list: the conversation after which to go on. */
export type ListPosition = Pick<ConversationSummary, 'conversationId' | 'updatedAt'>;

const positionSchema = z.tuple([z.iso.datetime(), idSchema]);

/** A place as an opaque word for addresses. It names no user: a list is always the caller's own. */
export const encodePosition = ({ updatedAt, conversationId }: ListPosition): string =>
  Buffer.from(JSON.stringify([updatedAt, conversationId]), 'utf8').toString('base64url');

/** The place that a cursor stands for; undefined when it is none that we gave. */
export function decodePosition(cursor: string): ListPosition | undefined {
  try {
    const parsed = positionSchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (!parsed.success) return undefined;
    const [updatedAt, conversationId] = parsed.data;
    const position = { updatedAt, conversationId };
    return encodePosition(position) === cursor ? position : undefined;
  } catch {
    return undefined;
  }
}
