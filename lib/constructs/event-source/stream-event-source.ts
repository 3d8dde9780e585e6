import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Foundation } from '../../platform/foundation';
import { AlertAlarm } from '../alarm/alarm';
import type { BlueprintFunction } from '../function/function';
import { streamEventDefaults } from './defaults';
import type { FailureBucket } from './failure-bucket';

export interface StreamEventSourceProps {
  readonly foundation: Foundation;
  readonly target: BlueprintFunction;
  readonly source: kinesis.Stream;
  /** For how long the stream keeps records. */
  readonly retention: Duration;
  /** Where records go that the function fails for good, whole. */
  readonly failures: FailureBucket;
  /** Age of a record, when it is read, at which the alarm rings. */
  readonly lagAlarm: Duration;
  /** Reads through a consumer of its own (enhanced fan-out): sooner, and billed by shard and hour. @default false */
  readonly fanOut?: boolean;
  /** @default TRIM_HORIZON, so that no record is missed that was there before the function */
  readonly startingPosition?: lambda.StartingPosition;
  /** Seconds since the epoch, for the starting position AT_TIMESTAMP. */
  readonly startingTimestamp?: number;
  /** Records an invocation, up to 10,000. @default 500 */
  readonly batchSize?: number;
  /** Longest wait for a full batch. @default - none */
  readonly maxBatchingWindow?: Duration;
  /** Invocations at a time for each shard, up to 10; records of one partition key stay in order. @default 1 */
  readonly parallelizationFactor?: number;
  /** Deliveries of a record that fails, after the first. @default 10 */
  readonly retryAttempts?: number;
  /** Age at which a record that fails is set aside; less than the stream keeps it. @default 12 hours */
  readonly maxRecordAge?: Duration;
}

/**
 * Reads a Kinesis stream with a function that returns partial failures (`ReportBatchItemFailures`): each record at least once, those of a
 * partition key in order. A batch that fails is halved until the record that fails is alone; what still fails in the end goes whole into
 * the bucket of failures. A queue would be told only where in the stream it is, which forgets it.
 *
 * @throws Error when a record would be gone before it is set aside
 */
export class StreamEventSource extends Construct {
  readonly mapping: lambda.EventSourceMapping;
  private readonly target: BlueprintFunction;

  constructor(scope: Construct, id: string, props: StreamEventSourceProps) {
    super(scope, id);
    const { target, failures, source } = props;
    const maxRecordAge = props.maxRecordAge ?? streamEventDefaults.maxRecordAge;
    if (maxRecordAge.toSeconds() >= props.retention.toSeconds()) {
      throw new Error(
        `${this.node.path} sets records aside after ${maxRecordAge.toSeconds()} s; ` +
          `the stream keeps them for ${props.retention.toSeconds()} s, so it has to be less`,
      );
    }
    this.target = target;
    const setAside = failures.grantSetAside(target.role);
    const { sourceArn, grant } = this.read(source, props.fanOut ?? false);
    this.mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: target.target,
      eventSourceArn: sourceArn,
      startingPosition: props.startingPosition ?? streamEventDefaults.startingPosition,
      startingPositionTimestamp: props.startingTimestamp,
      batchSize: props.batchSize ?? streamEventDefaults.batchSize,
      maxBatchingWindow: props.maxBatchingWindow,
      parallelizationFactor: props.parallelizationFactor ?? streamEventDefaults.parallelizationFactor,
      retryAttempts: props.retryAttempts ?? streamEventDefaults.retryAttempts,
      maxRecordAge,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: { bind: () => ({ destination: failures.bucket.bucketArn }) },
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] },
    });
    // Lambda checks at creation that the role may read the stream and write what fails.
    grant.applyBefore(this.mapping);
    if (Stack.of(setAside) === Stack.of(this)) this.mapping.node.addDependency(setAside);
    this.addAlarms(props);
  }

  /** Age in milliseconds of the last record of each batch, when it is read. */
  metricLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.target.function.metric('IteratorAge', {
      period: Duration.minutes(1),
      statistic: 'Maximum',
      ...options,
    });
  }

  /**
   * Records that Lambda gave up and put into the bucket.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName: 'OnFailureDestinationDeliveredEventCount',
      dimensionsMap: { EventSourceMappingUUID: this.mapping.eventSourceMappingId },
      period: Duration.minutes(1),
      statistic: 'Sum',
      ...options,
    });
  }

  private read(source: kinesis.Stream, fanOut: boolean): { sourceArn: string; grant: iam.Grant } {
    const grant = source.grant(
      this.target,
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    );
    if (!fanOut) return { sourceArn: source.streamArn, grant };
    const consumer = new kinesis.CfnStreamConsumer(this, 'Consumer', {
      streamArn: source.streamArn,
      // Unique for a stream; without a part of the account's or the region's name.
      consumerName: `${Stack.of(this).stackName}-${this.node.scope?.node.id ?? 'reader'}`,
    });
    const subscribe = iam.Grant.addToPrincipal({
      grantee: this.target,
      actions: ['kinesis:SubscribeToShard'],
      resourceArns: [consumer.attrConsumerArn],
    });
    return { sourceArn: consumer.attrConsumerArn, grant: grant.combine(subscribe) };
  }

  private addAlarms({ foundation: { alerts }, lagAlarm }: StreamEventSourceProps): void {
    new AlertAlarm(this, 'FailuresPresent', {
      alerts,
      metric: this.metricFailures(),
      threshold: 1,
      description: `Records that ${this.node.path} reads failed for good; they lie in the bucket of failures under aws/lambda/, and its function's log has the reason.`,
    });
    new AlertAlarm(this, 'Lag', {
      alerts,
      metric: this.metricLag(),
      threshold: lagAlarm.toMilliseconds(),
      description: `Records that ${this.node.path} reads wait too long: the function is slow, failing or throttled.`,
    });
  }
}
