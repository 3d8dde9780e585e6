import { setTimeout } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import * as z from 'zod/mini';
import type { DocumentRecord } from '../domain/document';
import { chunkIdOf } from '../domain/passage';
import type { IndexedChunk, IndexWriter, RemovedChunks } from '../domain/ports';
import { abortable } from './abortable';
import { type BulkDeps, bulk } from './bulk-writes';

/** How often a removal is repeated that met writes on the same chunks. */
const MAX_REMOVALS = 8;
/** Milliseconds that a bulk request, or a removal of thousands of chunks, may take. */
const REQUEST_MS = 60_000;

export interface IndexWriterOptions {
  /** Index of the embedding in force, which is written to. */
  readonly index: string;
  /** Stands for the index that answers: another one, while the index in force is filled beside it. */
  readonly alias: string;
  readonly wait?: BulkDeps['wait'];
  readonly random?: BulkDeps['random'];
}

/**
 * The index of chunks, as ingestion writes it. Every request names the organisation, by its route and by its documents or a filter.
 * Chunks are written to one index; permissions and removals reach both.
 */
export function createIndexWriter(
  client: Client,
  { index, alias, wait = (ms) => setTimeout(ms), random = Math.random }: IndexWriterOptions,
): IndexWriter {
  const bulkDeps = (signal?: AbortSignal): BulkDeps => ({
    wait,
    random,
    send: async (lines) => {
      // Lines that are serialised already are sent as they are; the client's types know of objects only.
      const body = lines as unknown as Record<string, unknown>[];
      // The answer comes when the chunks can be found: whoever removes what is left of an attempt has to find it.
      const request = client.bulk({ body, refresh: 'wait_for' }, { requestTimeout: REQUEST_MS });
      return (await abortable(request, signal)).body;
    },
  });

  /** Removes what a query finds until nothing is left of it. */
  async function removeFrom(name: string, org: string, query: object): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const { body } = await client.deleteByQuery(
        { index: name, routing: org, refresh: true, conflicts: 'proceed', body: { query } },
        { requestTimeout: REQUEST_MS },
      );
      const { version_conflicts, failures } = removalSchema.parse(body);
      if (version_conflicts === 0 && failures.length === 0) return;
      // Somebody changed a chunk meanwhile, such as its permissions.
      if (tries === MAX_REMOVALS) throw new Error('Chunks change faster than they can be removed');
      await wait(random() * 100 * 2 ** tries);
    }
  }

  return {
    write: (document, version, chunks, signal) =>
      bulk(
        bulkDeps(signal),
        chunks.map((chunk) => [
          JSON.stringify({ index: addressOf(index, document, version, chunk.chunk.ordinal) }),
          JSON.stringify(sourceOf(document, version, chunk)),
        ]),
      ),

    async remove(org, documentId, which) {
      const filter = [{ term: { org } }, { term: { documentId } }, ...versionsOf(which)];
      for (const name of [alias, index]) await removeFrom(name, org, { bool: { filter, must_not: exceptOf(which) } });
    },

    async setAcl(document, version, chunks, acl) {
      const doc = JSON.stringify({ doc: { acl } });
      const ordinals = Array.from({ length: chunks }, (_, ordinal) => ordinal);
      for (const name of [index, alias]) {
        const operations = ordinals.map((ordinal) => [
          JSON.stringify({ update: addressOf(name, document, version, ordinal) }),
          doc,
        ]);
        // What is not there any more, or not in this index, shows nothing to anybody; what is right already is not written again.
        await bulk(bulkDeps(), operations, (status) => status === 404);
      }
    },
  };
}

const removalSchema = z.object({ version_conflicts: z.int(), failures: z.array(z.unknown()) });

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
