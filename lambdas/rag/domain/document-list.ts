import * as z from 'zod/mini';
import { DOCUMENT_ID } from './original-key';

/** A place in an owner's list: the document after which to go on. */
export interface ListPosition {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly documentId: string;
}

const positionSchema = z.tuple([z.int().check(z.gte(0)), z.string().check(z.regex(DOCUMENT_ID))]);

/** A place as an opaque word for addresses. It names no owner: a list is always the caller's own. */
export const encodePosition = ({ createdAt, documentId }: ListPosition): string =>
  Buffer.from(JSON.stringify([createdAt, documentId]), 'utf8').toString('base64url');

/** The place that a cursor stands for; undefined when it is none that we gave. */
export function decodePosition(cursor: string): ListPosition | undefined {
  try {
    const [createdAt, documentId] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    const position = { createdAt, documentId };
    return encodePosition(position) === cursor ? position : undefined;
  } catch {
    return undefined;
  }
}
