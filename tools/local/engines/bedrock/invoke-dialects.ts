import { notServed, type ServiceCall } from '../engine';
import { anthropic } from './anthropic-dialect';
import { modelIdOf } from './converse-input';
import type { Circumstances } from './converse-output';
import type { ModelRequest } from './model';
import { nova } from './nova-dialect';
import type { Reply, ReplyEvent } from './reply';

/** How a family of models takes and gives bodies of `InvokeModel`. */
export interface Dialect {
  parse(call: ServiceCall): ModelRequest;
  /** Body of the answer. */
  output(reply: Reply, request: ModelRequest, circumstances: Circumstances): unknown;
  /** Chunks of a streamed answer. */
  chunks(
    events: AsyncIterable<ReplyEvent>,
    request: ModelRequest,
    circumstances: Circumstances,
  ): AsyncIterable<unknown>;
}

const dialects: readonly (readonly [family: RegExp, dialect: Dialect])[] = [
  [/(^|[./])anthropic\.claude/, anthropic],
  [/(^|[./])amazon\.nova-(micro|lite|pro|premier)/, nova],
];

/** The dialect of the model that a call names. Throws for families whose bodies are not served. */
export function dialectOf(call: ServiceCall): Dialect {
  const modelId = modelIdOf(call);
  const [, dialect] = dialects.find(([family]) => family.test(modelId)) ?? [];
  if (!dialect) throw notServed(call, `model ${modelId}`);
  const guardrail = Object.keys(call.headers).find((name) => name.startsWith('x-amzn-bedrock-guardrail'));
  if (guardrail) throw notServed(call, `header ${guardrail}`);
  return dialect;
}
