import './environment';
import middy from '@middy/core';
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { createMetrics } from '../../../../lambdas/shared/metrics';
import { flushMetrics } from '../../../../lambdas/shared/middleware/flush-metrics';
import { logContext } from '../../../../lambdas/shared/middleware/log-context';
import type { FeatureStore } from '../../../../lambdas/streaming/committing';
import { type CountDeps, createCount } from '../../../../lambdas/streaming/count.handler';
import type { Poison } from '../../../../lambdas/streaming/domain/events/read-record';
import type { StreamRecord } from '../../../../lambdas/streaming/domain/parked/parked-object';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { NOW } from './events';

/** A record as Lambda hands it on. */
export function recordOf(body: unknown, sequence: number, shard = 0): KinesisStreamRecord {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const sequenceNumber = String(sequence).padStart(20, '0');
  return {
    eventID: `shardId-${String(shard).padStart(12, '0')}:${sequenceNumber}`,
    kinesis: {
      ...{ sequenceNumber, partitionKey: 'k', kinesisSchemaVersion: '1.0' },
      approximateArrivalTimestamp: NOW / 1000,
      data: Buffer.from(text).toString('base64'),
    },
    ...{ awsRegion: 'us-east-1', eventName: 'aws:kinesis:record', eventSource: 'aws:kinesis', eventVersion: '1.0' },
    ...{ eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/events', invokeIdentityArn: 'arn' },
  };
}

/** The reader that counts, in its own pipeline, over a store. What it parks is kept by where it is in the stream. */
export function countPipeline(store: FeatureStore, more: Partial<CountDeps> = {}) {
  const parked = new Map<string, { readonly record: StreamRecord; readonly poison: Poison }>();
  const published: Record<string, unknown>[] = [];
  const { logger, lines } = capturedLogger();
  const metrics = createMetrics('streaming', { stage: 'test', print: (line) => void published.push(JSON.parse(line)) });
  const count = createCount({
    committing: { store, pause: async () => undefined },
    park: async (record, poison) => void parked.set(`${record.shardId}:${record.sequenceNumber}`, { record, poison }),
    tell: async () => undefined,
    allowedLatenessMs: 3_600_000,
    latePolicy: 'counted',
    metrics,
    logger,
    ...more,
  });
  const pipeline = middy<KinesisStreamEvent, KinesisStreamBatchResponse>()
    .use(logContext(logger))
    .use(flushMetrics(metrics))
    .handler(count);
  const deliver = async (records: readonly KinesisStreamRecord[]) =>
    (await invoke(pipeline, { Records: [...records] })) as KinesisStreamBatchResponse;
  return { deliver, parked, published, lines };
}
