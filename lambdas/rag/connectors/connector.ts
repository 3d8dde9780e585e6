import type * as z from 'zod/mini';
import type { Acl } from '../domain/access';
import type { ContentType } from '../domain/document';

/** A document as it stands at its source now. */
export interface Upsert {
  readonly kind: 'upsert';
  /** Names the document within its source, for good; at most {@link MAX_EXTERNAL_ID} bytes of UTF-8. */
  readonly externalId: string;
  /** Changes with what is brought, such as an ETag; never empty. The same one again is not stored again. */
  readonly revision: string;
  readonly title: string;
  readonly contentType: ContentType;
  readonly body: Uint8Array;
  readonly acl: Acl;
  readonly link?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export type Change =
  | Upsert
  /** Who may see it now; nothing else has to be different. */
  | { readonly kind: 'permissions'; readonly externalId: string; readonly acl: Acl }
  | { readonly kind: 'delete'; readonly externalId: string };

export type Step =
  | Change
  /** Where a later run may go on: all that came before it has to be stored before the cursor is kept. */
  | { readonly kind: 'checkpoint'; readonly cursor: unknown }
  /** Cannot be brought, and what was brought of it before is not true any more. */
  | { readonly kind: 'skip'; readonly externalId: string; readonly reason: string };

/**
 * A place where a team keeps documents.
 *
 * Order: the changes of one document come in the order in which they hold, so that the last one wins; those of different
 * documents come in any order. At least once: who stops in the middle and starts again from the last checkpoint gets everything
 * since then a second time, and nothing is left out. So every change is a state and not a difference, and applying it twice
 * is the same as applying it once. A run that ends by itself has brought everything that had changed when it began.
 */
export interface Connector {
  /**
   * @param cursor of the last checkpoint; undefined, and anything this version does not understand, begins at the beginning
   * @throws SourceFault when the source cannot be read
   */
  changes(cursor: unknown, signal: AbortSignal): AsyncIterable<Step>;
}

/** DynamoDB takes sort keys of up to 1,024 bytes. */
export const MAX_EXTERNAL_ID = 900;

/** What is remembered of a document that was brought. */
export interface Known {
  readonly externalId: string;
  /** Empty when bringing it was begun and not ended. */
  readonly revision: string;
  /** Fingerprint of its permissions; empty when setting them was begun and not ended. */
  readonly acl: string;
}

/** What was brought from one source before: how connectors tell what is new and what is gone. */
export interface Inventory {
  find(externalId: string): Promise<Known | undefined>;
  /** Those whose id begins with `prefix`, ordered by their ids' UTF-8 bytes, from the one after `after`. */
  list(prefix?: string, after?: string): AsyncIterable<Known>;
}

/** All of an inventory at once, for sources that are listed as a whole: some hundred thousand entries fit. */
export async function knownRevisions(inventory: Inventory): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  for await (const { externalId, revision } of inventory.list()) known.set(externalId, revision);
  return known;
}

/** Removes those that are not there any more. */
export function* missing(known: ReadonlyMap<string, string>, present: ReadonlySet<string>): Iterable<Change> {
  for (const externalId of known.keys()) if (!present.has(externalId)) yield { kind: 'delete', externalId };
}

export type FaultCode =
  /** Missing, wrong or expired: somebody has to renew them. */
  | 'credentials'
  /** The credentials are good and do not allow it. */
  | 'forbidden'
  | 'not_found'
  /** The source asks for patience; the next run goes on. */
  | 'throttled'
  | 'unavailable'
  /** It answered with something else than it documents. */
  | 'malformed'
  | 'too_large'
  /** It leads to a host that the source's settings do not name. */
  | 'host_refused'
  /** Refused for another reason. */
  | 'refused'
  | 'settings';

/** A source that cannot be read, and what a person can do about it. Its message holds no credential and no content. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault';
  constructor(
    readonly code: FaultCode,
    message: string,
    /** Status of the answer that it is about. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** A cursor as its connector wrote it; undefined for another one. */
export function readCursor<T>(schema: z.ZodMiniType<T>, cursor: unknown): T | undefined {
  const parsed = schema.safeParse(cursor);
  return parsed.success ? parsed.data : undefined;
}
