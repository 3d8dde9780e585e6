import { type BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod/mini';
import { fewAtOnce } from '../../shared/few-at-once';
import type { Embedding } from '../domain/index-name';
import type { Embedder } from '../domain/ports';

/** Calls at a time: the model takes one text a call. */
const AT_ONCE = 8;
/** Characters that the model takes at most, whatever the script: it takes 8,192 tokens. */
const MAX_CHARACTERS = 8_000;

const answerSchema = z.object({ embedding: z.array(z.number()) });

/**
 * Amazon Titan Text Embeddings V2. What is longer than it takes is cut. When it is throttled, the client tries again as often as it was
 * made to.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
 */
export function createBedrockEmbedder(client: BedrockRuntimeClient, { model, dimensions }: Embedding): Embedder {
  async function vectorOf(inputText: string, abortSignal: AbortSignal): Promise<number[]> {
    const command = new InvokeModelCommand({
      modelId: model,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify({ inputText: inputText.slice(0, MAX_CHARACTERS), dimensions, normalize: true }),
    });
    const { body } = await client.send(command, { abortSignal });
    const { embedding } = answerSchema.parse(JSON.parse(new TextDecoder().decode(body)));
    if (embedding.length !== dimensions)
      throw new Error(`${model} gave ${embedding.length} dimensions of ${dimensions}`);
    return embedding;
  }
  return {
    model,
    dimensions,
    embed: (texts, _purpose, signal) => fewAtOnce(texts, AT_ONCE, signal, vectorOf),
  };
}
