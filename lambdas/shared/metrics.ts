import { Metrics } from '@aws-lambda-powertools/metrics';

/**
 * CloudWatch metrics in embedded metric format, one namespace for the blueprint and the design as its part.
 *
 * @param design such as `chat`, which gives the namespace `Blueprint/Chat`
 */
export const createMetrics = (design: string): Metrics =>
  new Metrics({ namespace: `Blueprint/${design.charAt(0).toUpperCase()}${design.slice(1)}`, serviceName: design });

/** Writes what was measured; nothing when nothing was. */
export function publishMetrics(metrics: Metrics): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

export type { Metrics };
