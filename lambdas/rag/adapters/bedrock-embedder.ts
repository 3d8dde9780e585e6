import { type BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod/mini';
import type { Embedding } from '../domain/index-name';
import type { Embedder } from '../domain/ports';

/** Calls at a time: the model takes one text a call. */
const AT_ONCE = 8;

const answerSchema = z.object({ embedding: z.array(z.number()) });

/**
 * Amazon Titan Text Embeddings V2.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
 */
export function createBedrockEmbedder(client: BedrockRuntimeClient, { model, dimensions }: Embedding): Embedder {
  async function vectorOf(inputText: string, abortSignal: AbortSignal | undefined): Promise<number[]> {
    const command = new InvokeModelCommand({
      modelId: model,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify({ inputText, dimensions, normalize: true }),
    });
    const { body } = await client.send(command, { abortSignal });
    return answerSchema.parse(JSON.parse(new TextDecoder().decode(body))).embedding;
  }
  return {
    model,
    dimensions,
    async embed(texts, _purpose, signal) {
      const vectors: number[][] = [];
      for (let from = 0; from < texts.length; from += AT_ONCE)
        vectors.push(...(await Promise.all(texts.slice(from, from + AT_ONCE).map((text) => vectorOf(text, signal)))));
      return vectors;
    },
  };
}
