import type { Acl } from '../../../../lambdas/rag/domain/access';
import { DocumentFault } from '../../../../lambdas/rag/domain/document';
import { type DocumentKey, originalKey, originalPrefix } from '../../../../lambdas/rag/domain/original-key';
import { chunkIdOf } from '../../../../lambdas/rag/domain/passage';
import type { IndexWriter } from '../../../../lambdas/rag/domain/ports';
import type { Work } from '../../../../lambdas/rag/domain/work';
import type { IngestionDeps } from '../../../../lambdas/rag/ingestion';
import { createIngestion } from '../../../../lambdas/rag/ingestion';
import { sha256 } from '../../../../lambdas/shared/hash';
import { memoryDocuments } from './memory-documents';

/** What an original of these tests says, as JSON. */
export interface Content {
  readonly name: string;
  /** Passages it is cut into. */
  readonly chunks: number;
  /** It cannot be read. */
  readonly bad?: boolean;
  /** Its pages are pictures. */
  readonly scanned?: boolean;
}

export const textsOf = ({ name, chunks }: Content): string[] =>
  Array.from({ length: chunks }, (_, ordinal) => `${name}/${ordinal}`);

export interface IndexedDocument {
  readonly org: string;
  readonly documentId: string;
  readonly version: number;
  readonly ordinal: number;
  readonly text: string;
  readonly title: string;
  readonly acl: Acl;
}

/**
 * Runs before and after every effect that a worker has on the world: decides when it happens, and whether the worker dies of it.
 * Bulk writes are an effect for each chunk, as a search engine has them.
 */
export type Effect = <T>(name: string, run: () => T | Promise<T>) => Promise<T>;

export const atOnce: Effect = async (_name, run) => await run();

/** Everything that ingestion touches, in memory. */
export class IngestWorld {
  private time = Date.UTC(2026, 0, 1);
  readonly now = () => {
    this.time += 1;
    return this.time;
  };
  readonly store = memoryDocuments(this.now);
  readonly objects = new Map<string, { bytes: Uint8Array; etag: string }>();
  readonly index = new Map<string, IndexedDocument>();
  /** Documents that cached answers name. */
  readonly answers = new Set<string>();
  readonly sent: { work: Work; delay: number }[] = [];
  readonly reports: string[] = [];
  readonly embedded: string[] = [];
  private readonly jobs = new Map<string, { content: Content; looks: number }>();
  private puts = 0;

  put(key: DocumentKey, uploadId: string, content: Content): void {
    this.puts += 1;
    const bytes = Buffer.from(JSON.stringify(content));
    this.objects.set(originalKey(key, uploadId), { bytes, etag: `"${this.puts}"` });
  }

  originalsOf(key: DocumentKey): string[] {
    const prefix = originalPrefix(key);
    return [...this.objects.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  /** A worker of its own, with the world behind `effect`. */
  worker(effect: Effect = atOnce) {
    return createIngestion(this.deps(effect));
  }

  deps(effect: Effect = atOnce): IngestionDeps {
    const { store, objects } = this;
    return {
      store: throughEffects(store, effect),
      originals: {
        read: (key, uploadId) => effect('originals.read', () => objects.get(originalKey(key, uploadId))),
        remove: (key, uploadId) => effect('originals.remove', () => void objects.delete(originalKey(key, uploadId))),
        list: (key) => effect('originals.list', () => this.originalsOf(key)),
      },
      reading: {
        read: async (bytes) => {
          const content: Content = JSON.parse(Buffer.from(bytes).toString());
          if (content.bad) throw new DocumentFault('malformed', 'It is damaged.');
          return content.scanned ? { kind: 'scanned', pages: 1 } : { kind: 'text', ...readOf(content) };
        },
        readScan: async ({ blocks }) => readOf(JSON.parse(String(blocks[0]?.Text))),
      },
      scanner: {
        start: (key, uploadId, token) =>
          effect('scanner.start', () => {
            const { bytes = Buffer.from('{"name":"gone","chunks":1}') } = objects.get(originalKey(key, uploadId)) ?? {};
            if (!this.jobs.has(token)) {
              this.jobs.set(token, { content: JSON.parse(Buffer.from(bytes).toString()), looks: 0 });
            }
            return token;
          }),
        look: async (jobId) => {
          const job = this.jobs.get(jobId);
          if (!job) throw new Error(`no job ${jobId}`);
          job.looks += 1;
          return job.looks > 1 ? { blocks: [{ Text: JSON.stringify(job.content) }], pages: 1 } : undefined;
        },
      },
      embedderOf: (embedding) => ({
        ...embedding,
        embed: async (texts) => {
          this.embedded.push(...texts);
          return texts.map(() => [1]);
        },
      }),
      index: this.indexWriter(effect),
      answers: {
        removeNaming: (_org, documentId) => effect('answers.remove', () => void this.answers.delete(documentId)),
      },
      send: (work, delay = 0) => effect('send', () => void this.sent.push({ work, delay })),
      hash: (bytes) => sha256(Buffer.from(bytes).toString()),
      report: {
        ingested: async ({ liveVersion }) => void this.reports.push(`ingested ${liveVersion}`),
        failed: async (_head, { version }, code) => void this.reports.push(`failed ${version} ${code}`),
        erased: async () => void this.reports.push('erased'),
      },
    };
  }

  private indexWriter(effect: Effect): IndexWriter {
    const { index } = this;
    const embedding = { model: 'test', dimensions: 1 };
    return {
      all: async () => [{ name: 'only', embedding, isLive: true, isNext: true }],
      write: async (_index, { org, documentId, title, acl }, version, chunks) => {
        for (const { chunk } of chunks) {
          const { ordinal, text } = chunk;
          const document = { org, documentId, version, ordinal, text, title, acl };
          await effect('index.write', () => void index.set(chunkIdOf(documentId, version, ordinal), document));
        }
      },
      remove: async (org, documentId, which) => {
        const isMeant = ({ version, ordinal }: IndexedDocument) =>
          'upTo' in which
            ? version <= which.upTo && version !== which.but
            : version === which.version && ordinal >= which.from;
        const found = await effect('index.find', () =>
          [...index].filter(([, one]) => one.org === org && one.documentId === documentId && isMeant(one)),
        );
        for (const [id] of found) await effect('index.remove', () => void index.delete(id));
      },
      setAcl: async ({ documentId }, version, chunks, acl) => {
        for (let ordinal = 0; ordinal < chunks; ordinal += 1) {
          const id = chunkIdOf(documentId, version, ordinal);
          await effect('index.setAcl', () => {
            const known = index.get(id);
            if (known) index.set(id, { ...known, acl });
          });
        }
      },
    };
  }
}

const readOf = (content: Content) => ({
  chunks: textsOf(content).map((text, ordinal) => ({
    ...{ ordinal, text, tokens: 1, section: [], start: ordinal, end: ordinal + 1 },
  })),
  pages: 1,
  language: 'en',
});

/** Each of a dependency's calls is one effect. */
export function throughEffects<T extends object>(target: T, effect: Effect, of = 'store'): T {
  return new Proxy(target, {
    get: (store, name, receiver) => {
      const member: unknown = Reflect.get(store, name, receiver);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => effect(`${of}.${String(name)}`, () => member(...given));
    },
  });
}
