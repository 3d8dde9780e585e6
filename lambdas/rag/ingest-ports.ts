import type { Block } from '@aws-sdk/client-textract';
import type { ContentType, DocumentRecord, FailureCode, Status } from './domain/document';
import type { Head, Upload } from './domain/head';
import type { DocumentKey } from './domain/original-key';
import type { Chunk } from './domain/passage';
import type { Work } from './domain/work';

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

/** Cached answers as ingestion sees them. */
export interface AnswerCache {
  /** Removes every answer that names the document among its sources. */
  removeNaming(org: string, documentId: string): Promise<void>;
}

export type SendWork = (work: Work, delaySeconds?: number) => Promise<void>;
