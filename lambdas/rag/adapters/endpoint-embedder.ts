import * as z from 'zod/mini';
import { fewAtOnce } from '../../shared/few-at-once';
import type { Embedding } from '../domain/index-name';
import type { Embedder } from '../domain/ports';
import { batchesOf, type EndpointCall } from './endpoint-batches';

/** Requests at a time; the container makes batches of its own of what comes together. */
const AT_ONCE = 4;
/** How far from 1 the length of a vector may be: the container computes in half precision. */
const UNIT_TOLERANCE = 1e-6;

const answerSchema = z.array(z.array(z.number()));

/**
 * An embedding model on an endpoint of the stage's own, by Hugging Face's text-embeddings-inference. What is longer than the model takes
 * is cut; vectors are brought to unit length where the model does not.
 *
 * @see https://huggingface.co/docs/text-embeddings-inference/quick_tour
 */
export function createEndpointEmbedder(call: EndpointCall, { model, dimensions }: Embedding): Embedder {
  async function vectorsOf(inputs: readonly string[], signal: AbortSignal): Promise<number[][]> {
    const vectors = answerSchema.parse(await call({ inputs, truncate: true }, signal));
    if (vectors.length !== inputs.length)
      throw new Error(`${model} gave ${vectors.length} vectors for ${inputs.length} texts`);
    const wrong = vectors.find(({ length }) => length !== dimensions);
    if (wrong) throw new Error(`${model} gave ${wrong.length} dimensions of ${dimensions}`);
    return vectors.map(ofUnitLength);
  }
  function ofUnitLength(vector: number[]): number[] {
    const length = Math.hypot(...vector);
    if (length === 0) throw new Error(`${model} gave a vector of nothing but zeros, which has no direction`);
    return Math.abs(length - 1) <= UNIT_TOLERANCE ? vector : vector.map((value) => value / length);
  }
  return {
    model,
    dimensions,
    embed: async (texts, _purpose, signal) => (await fewAtOnce(batchesOf(texts), AT_ONCE, signal, vectorsOf)).flat(),
  };
}
