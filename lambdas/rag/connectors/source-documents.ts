import { sha256 } from '../../shared/hash';
import type { Acl } from '../domain/access';
import type { Upsert } from './connector';

/** A document that a source brought, as the rest of the design knows it. */
export interface SourceDocument extends Omit<Upsert, 'kind'> {
  readonly org: string;
  readonly documentId: string;
  /** Id of the source: both the document's `source` and its `owner`. */
  readonly sourceId: string;
}

/** Where changes go. Each may be done twice, and is then as if done once. */
export interface SourceDocuments {
  /**
   * Stores the original, which starts its ingestion. The permissions hold at once for what is live already; a document that was
   * removed before comes back.
   */
  put(document: SourceDocument): Promise<void>;
  /** Holds at once when it takes something away; what it gives can be found when the index has followed. */
  setAcl(org: string, documentId: string, acl: Acl): Promise<void>;
  /** Nobody finds it any more when this returns; what is left of it is cleared away afterwards. */
  remove(org: string, documentId: string): Promise<void>;
}

/** The same document has the same id whenever, and however often, it is brought. No other source or organisation can name it. */
export const sourceDocumentId = (org: string, sourceId: string, externalId: string): string =>
  `src-${sha256(JSON.stringify([org, sourceId, externalId])).slice(0, 40)}`;
