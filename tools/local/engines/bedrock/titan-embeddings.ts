import { z } from 'zod';
import { notServed, ServiceError } from '../engine';
import { parseInput } from '../input';
import type { WordlessModel } from './wordless-model';

/** Longest input, in tokens; they are the stand-in's own here. */
const mostTokens = 8192;
const mostCharacters = 50_000;

const body = z.strictObject({
  inputText: z.string().min(1).max(mostCharacters),
  dimensions: z.union([z.literal(256), z.literal(512), z.literal(1024)]).default(1024),
  normalize: z.boolean().default(true),
  embeddingTypes: z
    .array(z.enum(['float', 'binary']))
    .min(1)
    .default(['float']),
});

/** The first dimensions, of unit length: fewer say less, as they do of Titan's. */
function shortened(vector: Float32Array, dimensions: number): number[] {
  const first = Array.from(vector.subarray(0, dimensions));
  if (dimensions === vector.length) return first;
  const length = Math.hypot(...first);
  return first.map((value) => value / length);
}

/**
 * Titan Text Embeddings V2, by the laptop's own model.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
 */
export const titanEmbeddings: WordlessModel = {
  async invoke(call, local) {
    const { inputText, dimensions, normalize, embeddingTypes } = parseInput(call, body);
    if (dimensions > local.dimensions)
      throw notServed(call, `dimensions ${dimensions}: ${local.name}, which stands in, has ${local.dimensions}`);
    if (!normalize) throw notServed(call, 'normalize false');
    if (embeddingTypes.includes('binary')) throw notServed(call, 'embeddingTypes binary');
    const { vector, tokens } = await local.embed(inputText);
    if (tokens === 0)
      throw new ServiceError('ValidationException', 'Malformed input request: there are no words in it.');
    if (tokens > mostTokens)
      throw new ServiceError(
        'ValidationException',
        `400 Bad Request: Too many input tokens. Max input tokens: ${mostTokens}, request input token count: ${tokens}`,
      );
    const embedding = shortened(vector, dimensions);
    return {
      output: { embedding, embeddingsByType: { float: embedding }, inputTextTokenCount: tokens },
      inputTokens: tokens,
    };
  },
};
