import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { TextModel } from '../domain/ports';
import { Unavailable } from '../domain/unavailable';

/** What the service says of itself or of its load; anything else is a fault of ours and stays one. */
const passing = new Set([
  'InternalServerException',
  'ModelErrorException',
  'ModelNotReadyException',
  'ModelStreamErrorException',
  'ModelTimeoutException',
  'ServiceQuotaExceededException',
  'ServiceUnavailableException',
  'ThrottlingException',
  'TimeoutError',
]);

/** A model or inference profile of Bedrock through ConverseStream. It has no tools: what passages say can have nothing done. */
export function createBedrockTextModel(client: BedrockRuntimeClient, model: string): TextModel {
  return {
    model,
    async *stream({ system, user, maxTokens }, signal) {
      const leave = new AbortController();
      const command = new ConverseStreamCommand({
        modelId: model,
        system: [{ text: system }],
        messages: [{ role: 'user', content: [{ text: user }] }],
        inferenceConfig: { maxTokens, temperature: 0 },
      });
      try {
        const { stream } = await client.send(command, { abortSignal: AbortSignal.any([signal, leave.signal]) });
        for await (const output of stream ?? []) yield* piecesOf(output);
      } catch (cause) {
        signal.throwIfAborted();
        throw errorOf(cause);
      } finally {
        // A consumer that leaves early must not leave the service generating, and billing.
        leave.abort();
      }
    },
  };
}

function* piecesOf({ contentBlockDelta, metadata }: ConverseStreamOutput) {
  if (contentBlockDelta?.delta?.text) yield { text: contentBlockDelta.delta.text };
  const { inputTokens = 0, outputTokens = 0 } = metadata?.usage ?? {};
  if (metadata?.usage) yield { usage: { inputTokens, outputTokens } };
}

const errorOf = (cause: unknown): unknown =>
  cause instanceof Error && passing.has(cause.name)
    ? new Unavailable('model_unavailable', 'The model does not answer', { cause })
    : cause;
