import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { boundedCalls } from '../shared/deps';
import type { Logger } from '../shared/logger';
import type { Stopwatch } from './domain/retrieval/budget';
import type { Degraded } from './domain/retrieval/retrieval';

/** Milliseconds for which a model may say nothing before its stream counts as broken. */
const MODEL_SILENCE_MS = 30_000;

/** Time as it passes here. */
export const systemStopwatch: Stopwatch = {
  now: () => performance.now(),
  limit: (_stage, ms) => AbortSignal.timeout(ms),
};

/** Vectors and orders of passages: short calls, which a stage's own limit ends. */
export const shortCalls = boundedCalls(8_000);

/** Texts as they are written; a stream that has begun is never repeated. */
export const streamingClient = () =>
  new BedrockRuntimeClient({ maxAttempts: 2, requestHandler: { requestTimeout: MODEL_SILENCE_MS } });

/** The caller gets the result without the stage; that it failed, and why, stands in the log. */
export const logDegraded =
  (logger: Pick<Logger, 'warn'>) =>
  (stage: Degraded, reason: unknown): void =>
    logger.warn('Went on without a stage', { stage, reason });
