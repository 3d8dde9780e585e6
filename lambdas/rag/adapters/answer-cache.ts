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
/** What is only kept, as one text: the index has no fields for it. */
const answerSchema = z.object({
  question: z.string(),
  scope: z.string(),
  sentences: z.array(sentenceSchema),
  citations: z.array(citationSchema),
});
const storedSchema = z.object({
  org: z.string(),
  vector: z.array(z.number()),
  createdAt: z.number(),
  /** Two lists of the same length, which an index takes apart anyway. */
  sources: z.object({ documentId: z.array(z.string()), version: z.array(whole) }),
  answer: z.string(),
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
      // Names its index in the body, so that a policy need not name every index that there may be.
      const request = client.msearch({
        body: [
          { index, routing: org },
          { size, query },
        ],
      });
      const { body } = await abortable(request, signal);
      return foundSchema.parse(body.responses[0]).hits.hits.flatMap(({ _source }) => entryOf(_source) ?? []);
    },

    async put({ org }, entry, expiresAt, signal) {
      const action = { index: { _index: index, _id: idOf(entry), routing: org } };
      const { body } = await abortable(client.bulk({ body: [action, { ...storedOf(entry), org, expiresAt }] }), signal);
      if (body.errors) throw new Error(`The answer was not kept: ${JSON.stringify(body.items[0]).slice(0, 300)}`);
    },
  };
}

function storedOf({ org, vector, createdAt, sources, ...answer }: CachedAnswer): z.infer<typeof storedSchema> {
  const documentId = sources.map((source) => source.documentId);
  const version = sources.map((source) => source.version);
  return { org, vector: [...vector], createdAt, sources: { documentId, version }, answer: JSON.stringify(answer) };
}

/** @returns undefined for what another version of this code wrote in another shape */
function entryOf(stored: unknown): CachedAnswer | undefined {
  const { data } = storedSchema.safeParse(stored);
  const answer = data && answerSchema.safeParse(JSON.parse(data.answer)).data;
  if (!answer || data.sources.documentId.length !== data.sources.version.length) return undefined;
  const { org, vector, createdAt, sources } = data;
  const pairs = sources.documentId.map((documentId, at) => ({ documentId, version: sources.version[at] ?? 0 }));
  return { ...answer, org, vector, createdAt, sources: pairs };
}

/** The same question asked in the same way has one entry, the newest. */
const idOf = ({ org, scope, question }: CachedAnswer): string =>
  sha256(JSON.stringify([org, scope, question.toLowerCase()]));
