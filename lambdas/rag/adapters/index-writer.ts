import { setTimeout } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import * as z from 'zod/mini';
import type { DocumentRecord } from '../domain/document';
import { ALL_ANSWERS, ALL_CHUNKS } from '../domain/index-name';
import { chunkIdOf } from '../domain/passage';
import type { IndexedChunk, IndexWriter, RemovedChunks } from '../domain/ports';
import type { AnswerCache } from '../ingest-ports';
import { abortable } from './abortable';
import { type BulkDeps, bulk } from './bulk-writes';
import { listChunkIndexes } from './chunk-indexes';

/** How often a removal is repeated that met writes on the same chunks. */
const MAX_REMOVALS = 10;
/** Cached answers that one request removes. */
const MOST_PURGED = 10_000;
/** Milliseconds that a bulk request, or a removal of thousands of chunks, may take. */
const REQUEST_MS = 60_000;

export interface IndexWriterOptions {
  readonly client: Client;
  readonly wait?: BulkDeps['wait'];
  readonly random?: BulkDeps['random'];
}

/**
 * All indexes of chunks and of cached answers, as ingestion sees them. Every request about a document names its organisation, by its
 * route and by a filter.
 */
export function createIndexWriter({
  client,
  wait = (ms) => setTimeout(ms),
  random = Math.random,
}: IndexWriterOptions): IndexWriter & AnswerCache {
  const bulkDeps = (signal?: AbortSignal): BulkDeps => ({
    wait,
    random,
    send: async (lines, refresh) => {
      // Lines that are serialised already are sent as they are; the client's types know of objects only.
      const body = lines as unknown as Record<string, unknown>[];
      const { body: answer } = await abortable(
        client.bulk({ body, ...(refresh && { refresh }) }, { requestTimeout: REQUEST_MS }),
        signal,
      );
      return answer;
    },
  });

  /** Removes what a query finds until nothing is left that it finds. */
  async function removeAll(from: string, org: string, documentQuery: object[], but: object[] = []): Promise<void> {
    // What has just been written is not found before a refresh, and would stay.
    await client.indices.refresh({ index: from });
    const query = { bool: { filter: [{ term: { org } }, ...documentQuery], must_not: but } };
    for (let tries = 0; tries < MAX_REMOVALS; tries += 1) {
      const { body } = await client.deleteByQuery(
        { index: from, routing: org, refresh: true, conflicts: 'proceed', body: { query } },
        { requestTimeout: REQUEST_MS },
      );
      const { version_conflicts, failures } = removalSchema.parse(body);
      if (version_conflicts === 0 && failures.length === 0) return;
      await wait(random() * 100 * 2 ** tries);
    }
    throw new Error(`${from} is written to while it is cleared`);
  }

  const all = () => listChunkIndexes(client);

  /** An index that was left may be dropped while it is written to; nobody makes it again by that. */
  async function unlessDropped(index: string, write: Promise<void>): Promise<void> {
    try {
      await write;
    } catch (error) {
      if ((await all()).some(({ name }) => name === index)) throw error;
    }
  }

  return {
    all,

    write(index, document, version, chunks, signal) {
      const operations = chunks.map((chunk) => [
        JSON.stringify({ index: addressOf(index, document, version, chunk.chunk.ordinal) }),
        JSON.stringify(sourceOf(document, version, chunk)),
      ]);
      return unlessDropped(index, bulk(bulkDeps(signal), operations));
    },

    remove: (org, documentId, which) =>
      removeAll(ALL_CHUNKS, org, [{ term: { documentId } }, ...versionsOf(which)], exceptOf(which)),

    async setAcl(document, version, chunks, acl) {
      const doc = JSON.stringify({ doc: { acl } });
      const ordinals = Array.from({ length: chunks }, (_, ordinal) => ordinal);
      for (const { name } of await all()) {
        const operations = ordinals.map((ordinal) => [
          JSON.stringify({ update: addressOf(name, document, version, ordinal) }),
          doc,
        ]);
        // What is not there any more, or not in this index, shows nothing to anybody.
        const isGood = (status: number) => status === 404;
        await unlessDropped(name, bulk(bulkDeps(), operations, isGood));
      }
    },

    removeNaming: (org, documentId) => removeAll(ALL_ANSWERS, org, [{ term: { 'sources.documentId': documentId } }]),

    async purge(now) {
      const { body } = await client.deleteByQuery(
        {
          ...{ index: ALL_ANSWERS, conflicts: 'proceed', max_docs: MOST_PURGED },
          body: { query: { range: { expiresAt: { lt: now } } } },
        },
        { requestTimeout: REQUEST_MS },
      );
      return purgeSchema.parse(body).deleted === MOST_PURGED;
    },
  };
}

const removalSchema = z.object({ version_conflicts: z.int(), failures: z.array(z.unknown()) });
const purgeSchema = z.object({ deleted: z.int() });

const versionsOf = (which: RemovedChunks): object[] =>
  'upTo' in which
    ? [{ range: { version: { lte: which.upTo } } }]
    : [{ term: { version: which.version } }, { range: { ordinal: { gte: which.from } } }];

const exceptOf = (which: RemovedChunks): object[] => ('upTo' in which ? [{ term: { version: which.but } }] : []);

const addressOf = (
  index: string,
  { org, documentId }: Pick<DocumentRecord, 'org' | 'documentId'>,
  version: number,
  ordinal: number,
) => ({ _index: index, _id: chunkIdOf(documentId, version, ordinal), routing: org });

function sourceOf(document: DocumentRecord, version: number, { chunk, vector }: IndexedChunk) {
  const { org, documentId, title, source, contentType, link, modifiedAt, acl } = document;
  return { org, documentId, version, ...chunk, title, source, contentType, link, modifiedAt, acl, vector };
}
