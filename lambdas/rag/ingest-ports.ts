import type { Block } from '@aws-sdk/client-textract';
import type { ContentType, DocumentRecord, FailureCode, Status } from './domain/document';
import type { Head, Upload } from './domain/head';
import type { DocumentKey } from './domain/original-key';
import type { Chunk } from './domain/passage';
import type { ChunkIndex } from './domain/ports';
import type { Pass, Work } from './domain/work';

/** What a version is, once it answers. */
export interface LiveVersion
  extends Pick<DocumentRecord, 'title' | 'contentType' | 'size' | 'link' | 'modifiedAt' | 'pages' | 'language'> {
  readonly version: number;
  readonly uploadId: string;
  readonly contentHash: string;
  readonly chunks: number;
}

/** Heads and uploads as ingestion sees them. Every write is one conditional write, and may be repeated. */
export interface IngestStore {
  /** As it is now. */
  findHead(key: DocumentKey): Promise<Head | undefined>;
  findUpload(key: DocumentKey, uploadId: string): Promise<Upload | undefined>;
  uploads(key: DocumentKey): Promise<readonly Upload[]>;
  /**
   * The version of an upload's present content.
   *
   * @param by names the content; the same gives the same version, another one a new version
   * @param burned versions that are not given out again
   * @returns undefined when the upload or its document is not there any more
   */
  claim(key: DocumentKey, uploadId: string, by: string, burned: ReadonlySet<number>): Promise<number | undefined>;
  /** Tells how far a version is, unless the status is about a newer one or it was given up. */
  progress(key: DocumentKey, version: number, uploadId: string, status: Status): Promise<void>;
  /** Tells why a version will not answer, unless the status is about a newer one or it answers already. */
  fail(
    key: DocumentKey,
    version: number,
    uploadId: string,
    failure: { code: FailureCode; message: string },
  ): Promise<void>;
  /** Sees to it that versions never answer. @returns false when by now another one than `decidedVersion` is decided on, or the document is going */
  burn(key: DocumentKey, versions: ReadonlySet<number>, decidedVersion: number): Promise<boolean>;
  /** Forgets versions that were given up, once they are older than what answers. */
  forgetBurned(key: DocumentKey, versions: ReadonlySet<number>): Promise<void>;
  /** Makes a version the one that answers. @returns false when it was given up, a newer one is decided on, or the document is going */
  goLive(key: DocumentKey, live: LiveVersion): Promise<boolean>;
  /**
   * Decides that a version says only what the one that answers says, which stays.
   *
   * @returns false when another one answers by now, a newer one is decided on, or the document is going
   */
  keep(key: DocumentKey, version: number, liveVersion: number): Promise<boolean>;
  /** Forgets an upload, unless it has another version by now. */
  removeUpload(key: DocumentKey, upload: Pick<Upload, 'uploadId' | 'version'>): Promise<void>;
  /** Ends a deletion: what is left is a record for a while. */
  bury(key: DocumentKey): Promise<void>;
}

export interface Original {
  readonly bytes: Uint8Array;
  /** Differs when the content does. */
  readonly etag: string;
}

/** Originals as ingestion sees them. Removing what is not there is good. */
export interface Originals {
  /** @returns undefined when there is none @throws DocumentFault when it is too large to read */
  read(key: DocumentKey, uploadId: string, signal?: AbortSignal): Promise<Original | undefined>;
  remove(key: DocumentKey, uploadId: string): Promise<void>;
  /** Upload ids of what is there. */
  list(key: DocumentKey): Promise<readonly string[]>;
}

/** What was read of a document, ready to be indexed. */
export interface ReadText {
  readonly chunks: readonly Chunk[];
  readonly pages?: number | undefined;
  readonly language?: string | undefined;
  /** The document's own, where it has one. */
  readonly title?: string | undefined;
}

/** Extraction and chunking. @throws DocumentFault when the document is at fault */
export interface DocumentReading {
  read(
    bytes: Uint8Array,
    contentType: ContentType,
    signal?: AbortSignal,
  ): Promise<({ readonly kind: 'text' } & ReadText) | { readonly kind: 'scanned'; readonly pages: number }>;
  readScan(scan: Scan): Promise<ReadText>;
}

/** What was recognised on pages that are pictures. */
export interface Scan {
  readonly blocks: readonly Pick<Block, 'BlockType' | 'Text' | 'Page' | 'Geometry' | 'Confidence'>[];
  readonly pages: number;
}

/** Reads pages that are pictures, in its own time. */
export interface Scanner {
  /** @param token the same gives the same job @returns the job's id */
  start(key: DocumentKey, uploadId: string, token: string): Promise<string>;
  /** @returns undefined while it is at it @throws DocumentFault when it cannot read them */
  look(jobId: string, signal?: AbortSignal): Promise<Scan | undefined>;
}

/** The table of documents, page by page. */
export interface DocumentPages {
  /** Heads of one page, as they are now. @returns `next` unless it was the last */
  page(after?: Pass['after']): Promise<{ readonly heads: readonly Head[]; readonly next?: Pass['after'] }>;
}

/** Indexes of chunks, as whoever fills one from another sees them. */
export interface IndexCopies {
  /** Chunks that an index has of each document: of the version that answers, and of others that are decided on. */
  count(index: string, heads: readonly Head[]): Promise<readonly { readonly live: number; readonly stale: number }[]>;
  /** Chunks of the version that answers, from one ordinal to another (exclusive), in their order. */
  read(index: string, head: Head, from: number, to: number): Promise<Chunk[]>;
  /** Lets an index answer in another's place, in one step. @throws Error when the other one does not answer any more */
  switch(from: ChunkIndex, to: ChunkIndex): Promise<void>;
  /** Deletes an index with the answers that were cached beside it, in one step. @throws Error when by now another one than `next` is to answer */
  drop(index: ChunkIndex, next: ChunkIndex): Promise<void>;
}

/** Cached answers of all indexes, as ingestion sees them. */
export interface AnswerCache {
  /** Removes every answer that names the document among its sources. */
  removeNaming(org: string, documentId: string): Promise<void>;
  /** Removes answers that are past their time at `now`, milliseconds since the epoch. @returns whether there may be more */
  purge(now: number): Promise<boolean>;
}

export type SendWork = (work: Work, delaySeconds?: number) => Promise<void>;
