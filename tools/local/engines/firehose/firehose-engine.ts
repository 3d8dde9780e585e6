import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import {
  type Engine,
  type EngineContext,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engine';
import { parseInput } from '../input';
import type { Stream } from '../kinesis/stream';
import { answerJson } from '../output';
import type { ObjectStore } from '../s3/object-store';
import { createDelivery, type Delivery } from './delivery';
import { streamDefinition } from './stream-definition';

/** Bytes of data a record may have, and all records of a batch together. */
const maxRecordBytes = 1_024_000;
const maxBatchBytes = 4 * 1_048_576;

const record = z.strictObject({ Data: z.base64() });
const putRecord = z.strictObject({ DeliveryStreamName: z.string(), Record: record });
const putRecordBatch = z.strictObject({ DeliveryStreamName: z.string(), Records: z.array(record).min(1).max(500) });
const describe = z.strictObject({ DeliveryStreamName: z.string() });

export interface FirehoseEngine extends Engine {
  /** Writes all buffered records to their buckets now. */
  flush(): Promise<void>;
}

/** What Firehose reads from and writes to. */
export interface FirehoseNeighbours {
  readonly objects: ObjectStore;
  /** The Kinesis stream with this ARN. */
  readonly source: (arn: string) => Stream;
}

/** Firehose with S3 destinations, in memory. Transformation and dynamic partitioning are refused; Parquet is lines of JSON. */
export function createFirehoseEngine(context: EngineContext, neighbours: FirehoseNeighbours): FirehoseEngine {
  const deliveries = new Map<string, Delivery>();

  function find(call: ServiceCall, name: string): Delivery {
    const delivery = deliveries.get(name);
    if (delivery?.stream.region === call.region) return delivery;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Firehose ${name} under account ${context.accountId} not found.`,
    );
  }

  const operations: Readonly<Record<string, (call: ServiceCall) => unknown>> = {
    PutRecord(call) {
      const input = parseInput(call, putRecord);
      return put(find(call, input.DeliveryStreamName), [input.Record])[0];
    },
    PutRecordBatch(call) {
      const input = parseInput(call, putRecordBatch);
      const responses = put(find(call, input.DeliveryStreamName), input.Records);
      return { FailedPutCount: 0, Encrypted: false, RequestResponses: responses };
    },
    DescribeDeliveryStream(call) {
      return { DeliveryStreamDescription: description(find(call, parseInput(call, describe).DeliveryStreamName)) };
    },
  };

  return {
    name: 'firehose',
    services: ['firehose'],
    resourceTypes: ['AWS::KinesisFirehose::DeliveryStream'],
    async handle(call: ServiceCall, response: ServiceResponse) {
      const operation = operations[call.operation];
      if (!operation) throw notServed(call);
      answerJson(response, '1.1', operation(call));
    },
    async create(resource: ResolvedResource) {
      const stream = streamDefinition(resource);
      const delivery = createDelivery(stream, neighbours.objects, context.now, context.report);
      deliveries.set(stream.name, delivery);
      if (stream.sourceArn) neighbours.source(stream.sourceArn).subscribe(({ data }) => delivery.add(data));
    },
    async flush() {
      await Promise.all([...deliveries.values()].map((delivery) => delivery.flush()));
    },
    async stop() {
      for (const delivery of deliveries.values()) delivery.stop();
    },
  };
}

function put(delivery: Delivery, records: readonly z.infer<typeof record>[]): { RecordId: string }[] {
  if (delivery.stream.sourceArn) {
    throw invalid('This operation is not permitted on KinesisStreamAsSource delivery stream type.');
  }
  const buffers = records.map(({ Data }) => Buffer.from(Data, 'base64'));
  if (buffers.some((data) => data.length > maxRecordBytes)) throw invalid(`A record exceeds ${maxRecordBytes} bytes`);
  if (buffers.reduce((sum, data) => sum + data.length, 0) > maxBatchBytes) {
    throw invalid(`Records exceed ${maxBatchBytes} bytes`);
  }
  return buffers.map((data) => {
    delivery.add(data);
    return { RecordId: randomUUID() };
  });
}

function description({ stream }: Delivery) {
  return {
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: stream.arn,
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamType: stream.sourceArn ? 'KinesisStreamAsSource' : 'DirectPut',
    VersionId: '1',
    Destinations: [],
    HasMoreDestinations: false,
  };
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidArgumentException', message);
}
