import { Metrics } from '@aws-lambda-powertools/metrics';
import { stageEnv } from './env';
import { parseEnv } from './parse-env';

/**
 * CloudWatch metrics in embedded metric format, one namespace for the blueprint and the design as its part. The stage is a
 * dimension, so that stages that share an account and a region do not ring each other's alarms.
 *
 * @param design such as `chat`, which gives the namespace `Blueprint/Chat`
 * @param stage the function's own, from its environment, unless a test says otherwise
 */
export const createMetrics = (design: string, stage = parseEnv(stageEnv).STAGE): Metrics =>
  new Metrics({
    namespace: `Blueprint/${design.charAt(0).toUpperCase()}${design.slice(1)}`,
    serviceName: design,
    defaultDimensions: { stage },
  });

/** Writes what was measured; nothing when nothing was. */
export function publishMetrics(metrics: Metrics): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

export type { Metrics };
