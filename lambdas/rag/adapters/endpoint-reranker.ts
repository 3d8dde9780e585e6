import * as z from 'zod/mini';
import { fewAtOnce } from '../../shared/few-at-once';
import type { Reranker } from '../domain/ports';
import { BATCH, batchesOf, type EndpointCall, MAX_CHARACTERS } from './endpoint-batches';

/** Requests at a time: all that 50 passages need. */
const AT_ONCE = 2;

const answerSchema = z.array(z.object({ index: z.int().check(z.gte(0)), score: z.number() }));

/**
 * A cross-encoder on an endpoint of the stage's own, by Hugging Face's text-embeddings-inference. It reads each passage beside the
 * question by itself, so scores (a sigmoid, from 0 to 1) of several requests compare.
 *
 * @see https://huggingface.co/docs/text-embeddings-inference/quick_tour
 */
export function createEndpointReranker(call: EndpointCall, model: string): Reranker {
  async function scoresOf(query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const answer = answerSchema.parse(await call({ query, texts, truncate: true }, signal));
    const scores = new Map(answer.map(({ index, score }) => [index, score]));
    return texts.map((_, index) => {
      const score = scores.get(index);
      if (score === undefined || answer.length !== texts.length)
        throw new Error(`${model} gave ${answer.length} scores, of ${scores.size} texts, for ${texts.length} texts`);
      return score;
    });
  }
  return {
    model,
    async rerank(query, passages, size, signal) {
      const question = query.slice(0, MAX_CHARACTERS);
      const scores = await fewAtOnce(batchesOf(passages), AT_ONCE, signal, (texts, ended) =>
        scoresOf(question, texts, ended),
      );
      return scores
        .flatMap((batch, at) => batch.map((relevance, index) => ({ index: at * BATCH + index, relevance })))
        .sort((a, b) => b.relevance - a.relevance)
        .slice(0, size);
    },
  };
}
