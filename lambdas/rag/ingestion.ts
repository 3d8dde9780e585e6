import { DocumentFault, type FailureCode, type Status } from './domain/document';
import { type Actor, givenUpWith, type Head, isGone, recordOf, type Upload } from './domain/head';
import type { DocumentKey } from './domain/original-key';
import type { IndexWriter } from './domain/ports';
import type { ScannedWork } from './domain/work';
import { type EmbedderOf, embedChunks } from './embed-chunks';
import type {
  AnswerCache,
  DocumentReading,
  IngestStore,
  Original,
  Originals,
  ReadText,
  Scanner,
  SendWork,
} from './ingest-ports';
import { removeContents, settle, syncAcl, type Wrote } from './settle';

/** Looks at a scan that is being read, and seconds between two: twenty minutes in all. */
const MAX_LOOKS = 40;
const LOOK_SECONDS = 30;
/** The first look: most scans have few pages. */
const FIRST_LOOK_SECONDS = 5;

/** How often a version is given up while others go live. */
const MAX_TRIES = 5;

/** Seconds after which a deletion is done once more: longer than any attempt that may still be writing. */
const SWEEP_SECONDS = 900;

export interface IngestionDeps {
  readonly store: IngestStore;
  readonly originals: Originals;
  readonly reading: DocumentReading;
  readonly scanner: Scanner;
  readonly embedderOf: EmbedderOf;
  readonly index: IndexWriter;
  readonly answers: Pick<AnswerCache, 'removeNaming'>;
  readonly send: SendWork;
  /** SHA-256 in hexadecimal. */
  readonly hash: (bytes: Uint8Array) => string;
  readonly report: IngestReport;
}

/** Told what became of a document; telling it twice does no harm. */
export interface IngestReport {
  ingested(head: Head, upload: Upload): Promise<void>;
  failed(head: Head, upload: Upload, code: FailureCode): Promise<void>;
  erased(head: Head, actor: Actor | undefined): Promise<void>;
}

/** One version that is being made. */
interface Job {
  readonly key: DocumentKey;
  readonly head: Head;
  readonly upload: Upload;
  readonly version: number;
  readonly contentHash: string;
}

/**
 * What the worker does with a document. Every effect is conditional or the same when it is done again, and every way out ends by
 * bringing the index into line with the head; so an attempt may die anywhere, and may run beside others.
 */
export function createIngestion(deps: IngestionDeps) {
  const { store, originals, index } = deps;

  /** @returns the head and the upload, unless one of them is over: then nothing is left of the original either */
  async function find(key: DocumentKey, uploadId: string): Promise<{ head: Head; upload: Upload } | undefined> {
    const head = await store.findHead(key);
    const upload = await store.findUpload(key, uploadId);
    if (head && !isGone(head) && upload) return { head, upload };
    if (!upload) await originals.remove(key, uploadId);
    // Others have cleared up, perhaps while an attempt of this one was still writing.
    await settle(deps, key, 'none');
    return undefined;
  }

  /** Reads an original that has come, and makes it the version that answers. @param request a wish to do so although nothing changed */
  async function ingest(key: DocumentKey, uploadId: string, signal: AbortSignal, request?: string): Promise<void> {
    const found = await find(key, uploadId);
    if (!found) return;
    const original = await readOriginal(key, uploadId, signal);
    if (!original) {
      const job = { key, ...found, version: found.upload.version };
      return giveUp(job, 'internal', 'What was uploaded is not there any more. Upload it again.');
    }
    const content = request ? `${original.etag}#${request}` : original.etag;
    const version = await store.claim(key, uploadId, content, found.head.burned ?? new Set());
    // Its turn is over, or the document is; what an attempt before this one left behind goes with it.
    if (version === undefined) {
      await settle(deps, key, 'none');
      return removeUnknown(key, uploadId);
    }
    const job: Job = { key, ...found, version, contentHash: original.fault ? '' : deps.hash(original.bytes) };
    if (found.head.decidedVersion >= version) return void (await finish(job, 'unknown'));
    await unlessAtFault(job, async () => {
      if (original.fault) throw original.fault;
      if (!request && isSame(job) && (await store.keep(key, version, found.head.liveVersion)))
        return void (await finish(job, 'none'));
      await store.progress(key, version, uploadId, 'extracting');
      const read = await deps.reading.read(original.bytes, found.upload.contentType, signal);
      if (read.kind === 'text') await complete(job, read, signal);
      else await scan(job);
    });
  }

  /** A fault of the original's own is told once it has a version. */
  async function readOriginal(
    key: DocumentKey,
    uploadId: string,
    signal: AbortSignal,
  ): Promise<(Original & { fault?: DocumentFault }) | undefined> {
    try {
      return await originals.read(key, uploadId, signal);
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      return { bytes: new Uint8Array(), etag: 'unreadable', fault: error };
    }
  }

  async function scan({ key, upload: { uploadId }, version, contentHash }: Job): Promise<void> {
    await store.progress(key, version, uploadId, 'scanning');
    const jobId = await deps.scanner.start(key, uploadId, `${key.documentId.slice(-40)}-${version}`);
    await deps.send({ ...key, kind: 'scanned', uploadId, version, contentHash, jobId, looks: 0 }, FIRST_LOOK_SECONDS);
  }

  /** Looks whether the pages of a scan have been read. */
  async function look(work: ScannedWork, signal: AbortSignal): Promise<void> {
    const { kind: _kind, orgHash, documentId, uploadId, version, contentHash, jobId, looks } = work;
    const key = { orgHash, documentId };
    const found = await find(key, uploadId);
    if (!found) return;
    const job: Job = { key, ...found, version, contentHash };
    if (found.head.decidedVersion >= version) return void (await finish(job, 'unknown'));
    // Given up by another attempt: what there is now is read from the beginning.
    if (found.head.burned?.has(version)) return ingest(key, uploadId, signal);
    await unlessAtFault(job, async () => {
      const scanned = await deps.scanner.look(jobId, signal);
      if (scanned) return complete(job, await deps.reading.readScan(scanned), signal);
      if (looks >= MAX_LOOKS) throw new DocumentFault('internal', 'Recognising its pages took too long. Try it again.');
      await deps.send({ ...work, looks: looks + 1 }, LOOK_SECONDS);
    });
  }

  /** Embeds, indexes, and lets the version answer. */
  async function complete(job: Job, read: ReadText, signal: AbortSignal): Promise<void> {
    const { key, head, upload, version } = job;
    const { uploadId, title, contentType, size, link, modifiedAt } = upload;
    if (read.chunks.length === 0) throw new DocumentFault('no_text', 'There is no text in it.');
    const tell = (status: Status) => store.progress(key, version, uploadId, status);
    await tell('embedding');
    const embedded = [];
    for (const { name, embedding } of await index.all())
      embedded.push({ name, chunks: await embedChunks(deps.embedderOf(embedding), title, read.chunks, signal) });
    await tell('indexing');
    // With the permissions of this moment, which may have changed since the text was read.
    const current = (await store.findHead(key)) ?? head;
    const record = { ...recordOf(current), title, contentType, size, link, modifiedAt };
    // One that is being filled beside the one that answers has to lack nothing when it answers itself.
    for (const { name, chunks } of embedded) await index.write(name, record, version, chunks, signal);
    // What an attempt wrote that cut the text differently.
    await index.remove(head.org, key.documentId, { version, from: read.chunks.length });
    const live = await store.goLive(key, {
      ...{ version, uploadId, title, contentType, size, link, modifiedAt, contentHash: job.contentHash },
      ...{ chunks: read.chunks.length, pages: read.pages, language: read.language },
    });
    const settled = await finish(job, current.aclVersion);
    if (!live && settled?.burned?.has(version)) throw new Error('Another attempt has given this version up');
  }

  /** Whether or not the version went live: the head says what holds. */
  async function finish({ key, upload, version }: Job, wrote: Wrote): Promise<Head | undefined> {
    const head = await settle(deps, key, wrote);
    if (head && !isGone(head) && head.liveVersion === version) await deps.report.ingested(head, upload);
    if (head?.liveUploadId !== upload.uploadId) await removeUnknown(key, upload.uploadId);
    return head;
  }

  /** A form may have been used once more while its upload was forgotten: nobody else would look for that original. */
  async function removeUnknown(key: DocumentKey, uploadId: string): Promise<void> {
    if (!(await store.findUpload(key, uploadId))) await originals.remove(key, uploadId);
  }

  async function unlessAtFault(job: Job, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      await giveUp(job, error.code, error.message);
    }
  }

  /** First it is made sure that no attempt lets the version answer: only then may its chunks go. */
  async function giveUp({ key, upload, version }: Omit<Job, 'contentHash'>, code: FailureCode, message: string) {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const head = await store.findHead(key);
      if (!head || isGone(head) || head.decidedVersion >= version) return void (await settle(deps, key, 'unknown'));
      if (!(await store.burn(key, givenUpWith(version, head), head.decidedVersion))) continue;
      // All of it: an attempt that let another version answer may have died before it had cleared up.
      await settle(deps, key, 'unknown');
      await store.fail(key, version, upload.uploadId, { code, message });
      return deps.report.failed(head, upload, code);
    }
    throw new Error('The document changes faster than a version of it can be given up');
  }

  return {
    ingest,
    look,

    /** Tells that an upload waits, which costs nothing. */
    async hold(key: DocumentKey, uploadId: string): Promise<void> {
      const found = await find(key, uploadId);
      if (found && found.upload.version > found.head.decidedVersion)
        await store.progress(key, found.upload.version, uploadId, 'queued');
    },

    /** Ends an ingestion that no attempt could do. @param scanned the version whose pages were to be read, if it was about that */
    async abandon(key: DocumentKey, uploadId: string, scanned?: number): Promise<void> {
      const found = await find(key, uploadId);
      if (!found) return;
      const version = scanned ?? found.upload.version;
      if (found.head.decidedVersion >= version)
        return void (await finish({ key, ...found, version, contentHash: '' }, 'unknown'));
      const message = 'Something went wrong here, several times. Upload it again, or tell who runs this.';
      await giveUp({ key, ...found, version }, 'internal', message);
    },

    /** Brings changed permissions to the chunks that answer. */
    async changePermissions(key: DocumentKey): Promise<void> {
      const head = await store.findHead(key);
      if (head) await syncAcl(deps, key, head);
    },

    /**
     * Removes all there is of a document that is going. A second pass comes later: an attempt that began before may write until
     * its end, an answer that was being given may be cached.
     */
    async erase(key: DocumentKey, isSweep: boolean): Promise<void> {
      const head = await store.findHead(key);
      if (!head || !isGone(head)) return;
      if (!isSweep) await deps.send({ ...key, kind: 'delete', sweep: true }, SWEEP_SECONDS);
      await removeContents(deps, key, head);
      await deps.answers.removeNaming(head.org, key.documentId);
      if (head.status !== 'deleting') return;
      // Before the record says so: an attempt that dies in between is followed by one that tells it again, and not by none.
      await deps.report.erased(head, head.deletedBy);
      await store.bury(key);
    },
  };
}
export type Ingestion = ReturnType<typeof createIngestion>;

/** Whether a version says only what the one that answers says. */
function isSame({ head, upload, contentHash }: Job): boolean {
  return (
    head.liveVersion > 0 &&
    head.contentHash === contentHash &&
    head.title === upload.title &&
    head.contentType === upload.contentType &&
    head.link === upload.link
  );
}
