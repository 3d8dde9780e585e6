import type { Acl, Viewer } from './access';
import type { DocumentRecord } from './document';
import type { Embedding } from './index-name';
import type { Chunk, Passage } from './passage';

/** Turns texts into vectors of unit length. */
export interface Embedder {
  /** As Bedrock or the endpoint names it; part of the index's name. */
  readonly model: string;
  readonly dimensions: number;
  /** @returns a vector for each text, in order */
  embed(texts: readonly string[], purpose: 'document' | 'query', signal?: AbortSignal): Promise<readonly number[][]>;
}

/** What narrows a search, besides permission. */
export interface Filters {
  readonly sources?: readonly string[] | undefined;
  readonly contentTypes?: readonly string[] | undefined;
  readonly documentIds?: readonly string[] | undefined;
  /** Of `modifiedAt`, milliseconds since the epoch; `to` is exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** One ranked list: the keyword leg of a query, or its vector leg. */
export type Leg =
  | { readonly kind: 'keyword'; readonly text: string }
  | { readonly kind: 'vector'; readonly vector: readonly number[] };

export interface Hit {
  readonly passage: Passage;
  /** As the engine scored it; comparable within its leg only. */
  readonly score: number;
}

/** The index as those see it who search. Every list holds only what the index knows the viewer to be allowed. */
export interface SearchIndex {
  /** All legs in one round trip. @returns a list for each leg, best first, at most `size` long */
  search(who: Viewer, legs: readonly Leg[], size: number, filters?: Filters, signal?: AbortSignal): Promise<Hit[][]>;
  /** Titles that begin like this. */
  suggest(
    who: Viewer,
    prefix: string,
    size: number,
    signal?: AbortSignal,
  ): Promise<{ documentId: string; title: string }[]>;
}

/** A chunk to be indexed. */
export interface IndexedChunk {
  readonly chunk: Chunk;
  readonly vector: readonly number[];
}

/** An index of chunks, and what its vectors are made with. */
export interface ChunkIndex {
  readonly name: string;
  readonly embedding: Embedding;
  /** It answers. There is always one. */
  readonly isLive: boolean;
  /** It is to answer. */
  readonly isNext: boolean;
}

/** Chunks of a document: those of all versions up to one, but of one that stays; or those of one version, from an ordinal on. */
export type RemovedChunks =
  | { readonly upTo: number; readonly but: number }
  | { readonly version: number; readonly from: number };

/** The index as ingestion sees it: as many as there are, side by side. Everything may be done twice. */
export interface IndexWriter {
  /** Every index there is. A new one may be missing for whoever asked before it was made. @throws Error when none answers */
  all(): Promise<readonly ChunkIndex[]>;
  /**
   * Writes and overwrites chunks of one version; they can be found when it returns. Good when the index is not there any more.
   *
   * @param index its name
   * @throws when any was refused
   */
  write(
    index: string,
    document: DocumentRecord,
    version: number,
    chunks: readonly IndexedChunk[],
    signal?: AbortSignal,
  ): Promise<void>;
  /** Removes chunks of a document from every index. Never those of a version that is being written beside: ask for no more than is meant. */
  remove(org: string, documentId: string, which: RemovedChunks): Promise<void>;
  /** Gives the chunks of a version other permissions in every index, without embedding them again. */
  setAcl(
    document: Pick<DocumentRecord, 'org' | 'documentId'>,
    version: number,
    chunks: number,
    acl: Acl,
  ): Promise<void>;
}

/** Orders passages by how well they answer. */
export interface Reranker {
  readonly model: string;
  /** @returns places in `passages` with a relevance from 0 to 1, best first, at most `size` */
  rerank(
    query: string,
    passages: readonly string[],
    size: number,
    signal: AbortSignal,
  ): Promise<readonly { readonly index: number; readonly relevance: number }[]>;
}

/** Reads what is known of documents, as it is now (consistent reads). */
export interface DocumentReader {
  find(org: string, documentId: string): Promise<DocumentRecord | undefined>;
  /** Those that exist, in no order; in one round trip for up to 100. */
  findAll(org: string, documentIds: readonly string[], signal?: AbortSignal): Promise<DocumentRecord[]>;
}

/** A language model that writes text. */
export interface TextModel {
  readonly model: string;
  /** @returns pieces of the answer as they come; `usage` is known when it has ended */
  stream(
    prompt: { readonly system: string; readonly user: string; readonly maxTokens: number },
    signal: AbortSignal,
  ): AsyncIterable<
    { readonly text: string } | { readonly usage: { readonly inputTokens: number; readonly outputTokens: number } }
  >;
}
