import { sha256 } from '../../shared/hash';
import type { Acl } from '../domain/access';
import type { Upsert } from './connector';

/** Which document of which source, as the rest of the design knows it. */
export interface SourceKey {
  readonly org: string;
  readonly sourceId: string;
  readonly documentId: string;
}

/** A document that a source brought. */
export interface SourceDocument extends Omit<Upsert, 'kind'>, SourceKey {}

/** Where changes go. Each may be done twice, and is then as if done once. */
export interface SourceDocuments {
  /**
   * Stores the original, which starts its ingestion. The permissions hold at once for what is live already; a document that was
   * removed before comes back.
   */
  put(document: SourceDocument): Promise<void>;
  /** Holds at once when it takes something away; what it gives can be found when the index has followed. */
  setAcl(key: SourceKey, acl: Acl): Promise<void>;
  /** Nobody finds it any more when this returns; what is left of it is cleared away afterwards. */
  remove(key: SourceKey): Promise<void>;
}

/** The same document has the same id whenever, and however often, it is brought. No other source or organisation can name it. */
export const sourceKeyOf = (org: string, sourceId: string, externalId: string): SourceKey => ({
  org,
  sourceId,
  documentId: `src-${sha256(JSON.stringify([org, sourceId, externalId])).slice(0, 40)}`,
});
