import { z } from 'zod';
import type { LocalEmbeddings } from '../embeddings/model-thread';
import type { ServiceCall } from '../engine';
import { checkInput, parseJson } from '../input';
import { ContainerError } from './container-error';

/** What the container takes where it is told nothing else. */
const mostTexts = 32;
const mostBytes = 2_000_000;
/** Tokens that the stand-in takes of a text, its own here. */
const mostTokens = 8192;

const texts = z.array(z.string().min(1)).min(1);
const embed = z.strictObject({
  inputs: z.union([
    z
      .string()
      .min(1)
      .transform((text) => [text]),
    texts,
  ]),
  truncate: z.boolean().default(false),
  normalize: z.literal(true).optional(),
});
const rerank = z.strictObject({
  query: z.string().min(1),
  texts,
  /** What is too long to be read whole is not counted here. */
  truncate: z.literal(true),
  raw_scores: z.literal(false).optional(),
});

export type TextsRequest =
  | ({ readonly kind: 'embed'; readonly question: string } & z.infer<typeof embed>)
  | ({ readonly kind: 'rerank'; readonly question: string } & z.infer<typeof rerank>);

/**
 * What Hugging Face's text-embeddings-inference is asked for at `/invocations`: vectors of texts, or how well texts fit a query.
 *
 * @returns undefined for a request of another container
 * @throws ContainerError in that container's words for more than it takes
 * @see https://huggingface.co/docs/text-embeddings-inference/quick_tour
 */
export function textsRequest(call: ServiceCall): TextsRequest | undefined {
  const body = parseJson(call);
  const has = (key: string) => typeof body === 'object' && body !== null && key in body;
  const refusal = 'UnprocessableEntityError';
  if (has('inputs')) {
    const request = checkInput(call, embed, body, refusal);
    checkSize(call, request.inputs);
    return { kind: 'embed', question: request.inputs.at(-1) ?? '', ...request };
  }
  if (has('texts')) {
    const request = checkInput(call, rerank, body, refusal);
    checkSize(call, request.texts);
    return { kind: 'rerank', question: request.query, ...request };
  }
  return undefined;
}

function checkSize({ body }: ServiceCall, { length }: readonly string[]): void {
  if (body.length > mostBytes) throw new ContainerError(413, 'length limit exceeded');
  if (length > mostTexts)
    throw new ContainerError(422, `batch size ${length} > maximum allowed batch size ${mostTexts}`);
}

/** Vectors of unit length, or places with a score from 0 to 1, best first. */
export async function textsAnswer(request: TextsRequest, local: LocalEmbeddings): Promise<unknown> {
  if (request.kind === 'rerank') {
    const scores = await local.rank(request.query, request.texts);
    return scores.map((score, index) => ({ index, score })).sort((left, right) => right.score - left.score);
  }
  const encoded = await Promise.all(request.inputs.map((text) => local.embed(text)));
  const long = encoded.find(({ tokens }) => tokens > mostTokens);
  if (long && !request.truncate)
    throw new ContainerError(413, `\`inputs\` must have less than ${mostTokens} tokens. Given: ${long.tokens}`);
  return encoded.map(({ vector }) => Array.from(vector));
}
