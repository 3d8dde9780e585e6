import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import * as z from 'zod/mini';
import type { DocumentRecord } from '../domain/document';
import { chunkIdOf } from '../domain/passage';
import type { IndexedChunk, IndexWriter } from '../domain/ports';
import { abortable } from './abortable';

/** Bytes of a bulk request: a tenth of what the smallest domain takes. @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html */
const BATCH_BYTES = 1_000_000;
const TOO_FAST = 429;
const MAX_TRIES = 6;
/** Milliseconds before the first further try; twice as long before each one after it. */
const PAUSE_MS = 200;

const itemSchema = z.record(
  z.string(),
  z.object({
    status: z.int(),
    error: z.optional(z.object({ type: z.string(), reason: z.optional(z.nullable(z.string())) })),
  }),
);
const bulkSchema = z.object({ items: z.array(itemSchema) });
const removedSchema = z.object({ version_conflicts: z.int(), failures: z.array(z.unknown()) });

/** One action of a bulk request, as its lines. */
type Action = readonly object[];

export interface IndexWriterOptions {
  /** Index of the embedding in force. */
  readonly index: string;
  /** What is asked to remove: whichever index answers. */
  readonly alias: string;
  /** @default 200 */
  readonly pauseMs?: number;
}

/** The index of chunks, as ingestion writes it. Every request is bound to an organisation by its route. */
export function createIndexWriter(
  client: Client,
  { index: _index, alias, pauseMs = PAUSE_MS }: IndexWriterOptions,
): IndexWriter {
  /** Sends actions, and once more those that came too fast. @param ignored statuses that are as good as done */
  async function bulk(actions: readonly Action[], ignored: readonly number[], signal?: AbortSignal): Promise<void> {
    let left = actions;
    for (let tries = 1; left.length > 0; tries += 1) {
      // The answer waits until the chunks can be found; all of them lie in one shard.
      const request = client.bulk({ body: left.flat(), refresh: 'wait_for' });
      left = leftOf(left, (await abortable(request, signal)).body, ignored);
      if (left.length > 0 && tries === MAX_TRIES) throw new Error('The index takes no more for now');
      if (left.length > 0) await delay(pauseMs * 2 ** tries, undefined, { signal });
    }
  }

  return {
    async write(document, version, chunks, signal) {
      const actions = chunks.map((each): Action => {
        const _id = chunkIdOf(document.documentId, version, each.chunk.ordinal);
        return [{ index: { _index, _id, routing: document.org } }, chunkBody(document, version, each)];
      });
      for (const batch of batches(actions)) await bulk(batch, [], signal);
    },

    async remove(org, documentId, which) {
      const condition =
        'before' in which
          ? [{ range: { version: { lt: which.before } } }]
          : [{ term: { version: which.version } }, { range: { ordinal: { gte: which.from } } }];
      const query = { bool: { filter: [{ term: { org } }, { term: { documentId } }, ...condition] } };
      for (let tries = 1; ; tries += 1) {
        const request = client.deleteByQuery({
          index: alias,
          routing: org,
          refresh: true,
          conflicts: 'proceed',
          body: { query },
        });
        const { version_conflicts, failures } = removedSchema.parse((await request).body);
        if (version_conflicts === 0 && failures.length === 0) return;
        // Somebody changed a chunk meanwhile, such as its permissions.
        if (tries === MAX_TRIES) throw new Error('Chunks change faster than they can be removed');
        await delay(pauseMs * 2 ** tries);
      }
    },

    async setAcl({ org, documentId }, version, chunks, acl) {
      const actions = Array.from({ length: chunks }, (_, ordinal): Action => {
        const _id = chunkIdOf(documentId, version, ordinal);
        return [{ update: { _index, _id, routing: org } }, { doc: { acl } }];
      });
      // One that is not there any more needs no permissions.
      for (const batch of batches(actions)) await bulk(batch, [404]);
    },
  };
}

/** @returns actions that came too fast @throws Error when one was refused for good */
function leftOf(actions: readonly Action[], body: unknown, ignored: readonly number[]): readonly Action[] {
  const outcomes = bulkSchema.parse(body).items.map((item) => Object.values(item)[0]);
  const isRefused = (status: number) => status !== TOO_FAST && !ignored.includes(status);
  const refused = outcomes.find((outcome) => outcome?.error && isRefused(outcome.status));
  if (refused) throw new Error(`The index refused a chunk: ${refused.error?.type} ${refused.error?.reason ?? ''}`);
  return actions.filter((_, at) => outcomes[at]?.status === TOO_FAST);
}

function chunkBody(document: DocumentRecord, version: number, { chunk, vector }: IndexedChunk): object {
  const { org, documentId, title, source, contentType, link, modifiedAt, acl } = document;
  return { org, documentId, version, title, source, contentType, link, modifiedAt, acl, ...chunk, vector };
}

function* batches(actions: readonly Action[]): Generator<readonly Action[]> {
  let batch: Action[] = [];
  let bytes = 0;
  for (const action of actions) {
    const size = Buffer.byteLength(JSON.stringify(action));
    if (batch.length > 0 && bytes + size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(action);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
