import type { MiddlewareObj } from '@middy/core';
import { type Metrics, publishMetrics } from '../metrics';

/** Writes the invocation's metrics when it ends, however it ends. */
export function flushMetrics(metrics: Metrics): MiddlewareObj {
  const flush = () => publishMetrics(metrics);
  return { after: flush, onError: flush };
}
