import type { MiddlewareObj } from '@middy/core';
import type { Metrics } from '../metrics';

/** Writes the invocation's metrics when it ends, however it ends. */
export function flushMetrics(metrics: Metrics): MiddlewareObj {
  const flush = () => metrics.publish();
  return { after: flush, onError: flush };
}
