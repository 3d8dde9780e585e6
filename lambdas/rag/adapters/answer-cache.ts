import type { Client } from '@opensearch-project/opensearch';
import * as z from 'zod/mini';
import { sha256 } from '../../shared/hash';
import type { AnswerStore, CachedAnswer } from '../domain/answer-cache';
import { abortable } from './abortable';

const whole = z.int().check(z.gte(0));
const sentenceSchema = z.object({ text: z.string(), citations: z.array(z.int()), verdict: z.literal('supported') });
const citationSchema = z.object({
  n: z.int(),
  documentId: z.string(),
  chunkId: z.string(),
  version: whole,
  title: z.string(),
  page: z.optional(z.int()),
  section: z.array(z.string()),
  start: whole,
  end: whole,
  quote: z.string(),
});
const entrySchema = z.object({
  org: z.string(),
  question: z.string(),
  vector: z.array(z.number()),
  scope: z.string(),
  createdAt: z.number(),
  sources: z.array(z.object({ documentId: z.string(), version: whole })),
  sentences: z.array(sentenceSchema),
  citations: z.array(citationSchema),
});
const foundSchema = z.object({ hits: z.object({ hits: z.array(z.object({ _source: z.unknown() })) }) });

/**
 * Answers in the index of their embedding, next to the chunks that they rest on: what deletes a document deletes those that name
 * it among their `sources`. Every request is bound to an organisation, by its route and by a filter.
 */
export function createAnswerStore(client: Client, index: string): AnswerStore {
  return {
    async nearest({ org }, vector, since, size, signal) {
      const filter = { bool: { filter: [{ term: { org } }, { range: { createdAt: { gte: since } } }] } };
      const query = { knn: { vector: { vector: [...vector], k: size, filter } } };
      const request = client.search({ index, routing: org, body: { size, query } });
      const { body } = await abortable(request, signal);
      // What an older version of this code wrote in another shape is no answer any more.
      return foundSchema.parse(body).hits.hits.flatMap(({ _source }): CachedAnswer[] => {
        const { data } = entrySchema.safeParse(_source);
        return data ? [data] : [];
      });
    },

    async put({ org }, entry, expiresAt, signal) {
      const action = { index: { _index: index, _id: idOf(entry), routing: org } };
      const { body } = await abortable(client.bulk({ body: [action, { ...entry, org, expiresAt }] }), signal);
      if (body.errors) throw new Error(`The answer was not kept: ${JSON.stringify(body.items[0]).slice(0, 300)}`);
    },
  };
}

/** The same question asked in the same way has one entry, the newest. */
const idOf = ({ org, scope, question }: CachedAnswer): string =>
  sha256(JSON.stringify([org, scope, question.toLowerCase()]));

/** Removes every answer that names a document among its sources. @throws when some could not be removed */
export const createAnswerRemoval =
  (client: Client, index: string) =>
  async (org: string, documentId: string): Promise<void> => {
    const query = { bool: { filter: [{ term: { org } }, { term: { 'sources.documentId': documentId } }] } };
    const request = client.deleteByQuery({ index, routing: org, refresh: true, conflicts: 'proceed', body: { query } });
    const { failures } = removedSchema.parse((await request).body);
    if (failures.length > 0) throw new Error('Cached answers could not be removed');
  };

const removedSchema = z.object({ failures: z.array(z.unknown()) });
