import { notServed, type ServiceCall } from '../engine';
import { anthropic } from './anthropic-dialect';
import { modelIdOf } from './converse-input';
import type { Dialect } from './dialect';
import { nova } from './nova-dialect';

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
