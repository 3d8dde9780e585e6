import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import { once } from '../shared/deps';
import { circuitsInMemory, createCircuitBreaker } from '../shared/domain/circuit-breaker';
import type { Logger } from '../shared/logger';
import type { Metrics } from '../shared/metrics';
import type { ArtefactStore } from './adapters/artefact-store';
import { createLineupStore } from './adapters/lineup-store';
import { createAsking, type ModelEndpoint } from './asking-endpoint';
import { champion } from './champion';
import { createCurrentLineup } from './current-lineup';
import type { decideEnv } from './env';
import { createLoadedModels, ready } from './loaded-models';
import { createScoring, type Scoring } from './scoring';

/** The parts of a millisecond that are left count as one: timers take whole ones. */
const limit = (ms: number) => AbortSignal.timeout(Math.ceil(ms));

type Env = z.infer<typeof decideEnv>;

/** What scores payments when it is deployed. */
export function scoringDeps(
  env: Env,
  document: DynamoDBDocumentClient,
  logger: Logger,
  metrics: Pick<Metrics, 'add'>,
): Scoring {
  const bundled = ready(champion());
  const failed = (what: string) => (error: unknown) => logger.error(what, error as Error);
  const endpoint = askEndpoint(env, failed('The endpoint of the model failed; the function scores'));
  return createScoring({
    bundled,
    models: createLoadedModels({
      artefacts: artefactsOf(env),
      bundled,
      now: Date.now,
      onError(sha256, error) {
        metrics.add('ModelUnread', 'Count', 1);
        logger.error(`The model ${sha256} cannot be had`, error as Error);
      },
    }),
    lineup: createCurrentLineup({
      store: createLineupStore(document, env.DECISIONS_TABLE_NAME),
      bundled: bundled.model,
      now: Date.now,
      onError: failed('The lineup of models could not be read; the last known one holds'),
    }),
    ...(endpoint && { endpoint }),
    totalMs: env.BUDGET.total,
    limit,
    note(event, error) {
      metrics.add(event, 'Count', 1);
      if (error && !isTimeout(error)) logger.error(`Scoring: ${event}`, error as Error);
    },
  });
}

/** With the client that reads them, which no cold start waits for: most organisations have the model of the bundle. */
function artefactsOf({ MODELS_BUCKET_NAME }: Env): ArtefactStore {
  const store = once(async () => (await import('./adapters/artefact-store')).artefactStore(MODELS_BUCKET_NAME));
  return { read: async (sha256) => (await store()).read(sha256) };
}

/** Circuits of each environment alone: to share them would cost each payment a read. */
function askEndpoint({ MODEL_ENDPOINT_NAME: name, BUDGET }: Env, onError: (error: unknown) => void) {
  if (!name) return undefined;
  return createAsking({
    endpoint: endpointOf(name, BUDGET.endpoint),
    breaker: createCircuitBreaker(circuitsInMemory(), Date.now),
    endpointMs: BUDGET.endpoint,
    limit,
    onError,
  });
}

/** Its client is loaded while the function starts, and only where there is an endpoint. */
function endpointOf(name: string, endpointMs: number): ModelEndpoint {
  const loading = import('./adapters/model-endpoint').then(({ modelEndpoint }) => modelEndpoint(name, endpointMs));
  // Whoever asks is told; nobody may ask before it has failed.
  loading.catch(() => undefined);
  return { margin: async (row, signal) => (await loading).margin(row, signal) };
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';
