import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * A record that fails is tried again while what follows it waits, and then set aside: at the latest half a day after it was
 * written, which leaves another half to fetch it from the stream.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export const tableEventDefaults = {
  startingPosition: lambda.StartingPosition.TRIM_HORIZON,
  batchSize: 100,
  parallelizationFactor: 1,
  retryAttempts: 10,
  maxRecordAge: Duration.hours(12),
} as const;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const tableStreamRetention = Duration.hours(24);

/**
 * The same for a data stream, which keeps records for a day at least: ten deliveries a record, and what is half a day old is set aside.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const streamEventDefaults = { ...tableEventDefaults, batchSize: 500 } as const;
