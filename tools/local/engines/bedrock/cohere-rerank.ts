import { z } from 'zod';
import { parseInput } from '../input';
import type { WordlessModel } from './wordless-model';

const body = z.strictObject({
  query: z.string().min(1),
  documents: z.array(z.string()).min(1).max(1000),
  top_n: z.number().int().min(1).optional(),
  api_version: z.literal(2),
});

/**
 * Cohere Rerank 3.5, by a stand-in that reads no question beside a text as the real one does: it compares words and vectors.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/rerank.html
 */
export const cohereRerank: WordlessModel = {
  async invoke(call, local) {
    const { query, documents, top_n = documents.length } = parseInput(call, body);
    const relevances = await local.rank(query, documents);
    const results = relevances
      .map((relevance_score, index) => ({ index, relevance_score }))
      .sort((left, right) => right.relevance_score - left.relevance_score)
      .slice(0, top_n);
    return { output: { results } };
  },
};
