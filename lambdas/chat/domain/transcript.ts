import type { FinishReason, Usage } from './answer';
import type { Attachment } from './attachments/attachment';
import type { Branch } from './branch';
import type { ErrorCode } from './errors';
import type { Feedback } from './feedback';

interface Said {
  /** The message; its answer has the same id. */
  readonly messageId: string;
  readonly clientMessageId: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** What is known of a conversation as a whole. */
export interface TranscriptHead {
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** One line of a conversation, as its owner reads it. */
export type TranscriptItem =
  | (Said & {
      readonly role: 'user';
      readonly branch?: Branch;
      readonly attachments?: readonly Pick<Attachment, 'id' | 'name' | 'contentType' | 'size'>[];
    })
  | (Said & {
      readonly role: 'assistant';
      readonly model: string;
      readonly usage: Usage;
      readonly status: 'done' | 'stopped' | 'failed';
      readonly finishReason?: FinishReason;
      /** Why it was filtered. */
      readonly reason?: string;
      readonly error?: { readonly code: ErrorCode; readonly message: string };
      readonly feedback?: Feedback;
    });

/** A position in a transcript: a message's ULID, with `#A` for its answer. */
const POSITION = /^[0-9A-HJKMNP-TV-Z]{26}(#A)?$/;

/** A position as an opaque word for addresses. */
export const encodeCursor = (position: string): string => Buffer.from(position, 'utf8').toString('base64url');

/** The position that a cursor stands for; undefined when it is none that we gave. */
export function decodeCursor(cursor: string): string | undefined {
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  return POSITION.test(position) && encodeCursor(position) === cursor ? position : undefined;
}
