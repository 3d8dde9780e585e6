import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Foundation } from '../../platform/foundation';
import { AlertAlarm } from '../alarm/alarm';
import type { BlueprintFunction } from '../function/function';
import { deadLetterRetention, queueDefaults } from '../queue-pair/defaults';
import type { BlueprintTable } from '../table/table';
import { tableEventDefaults, tableStreamRetention } from './defaults';

export interface TableEventSourceProps {
  readonly foundation: Foundation;
  readonly target: BlueprintFunction;
  /** A table with a stream. */
  readonly source: BlueprintTable;
  /** Age of a record, when it is read, at which the alarm rings. */
  readonly lagAlarm: Duration;
  /** Kinds of changes that reach the function. @default - all */
  readonly eventNames?: readonly ('INSERT' | 'MODIFY' | 'REMOVE')[];
  /** What more of a record has to be so that it reaches the function. @default - nothing */
  readonly pattern?: Readonly<Record<string, unknown>>;
  /** @default TRIM_HORIZON, so that no change is missed that was made before the function was there */
  readonly startingPosition?: lambda.StartingPosition;
  /** Records an invocation, up to 1,000. @default 100 */
  readonly batchSize?: number;
  /** Longest wait for a full batch. @default - none */
  readonly maxBatchingWindow?: Duration;
  /** Invocations at a time for each shard, up to 10; the changes of one item stay in order. @default 1 */
  readonly parallelizationFactor?: number;
  /** Deliveries of a record that fails, after the first. @default 10 */
  readonly retryAttempts?: number;
  /** Age at which a record that fails is set aside; less than the day for which the stream keeps it. @default 12 hours */
  readonly maxRecordAge?: Duration;
}

/**
 * Reads the stream of a table with a function that returns partial failures (`ReportBatchItemFailures`): each committed
 * change at least once, those of an item in order. A batch that fails is halved until the record that fails is alone; what
 * still fails in the end is set aside in `failures`, as a message that says where in the stream it is (`DDBStreamBatchInfo`).
 * The message outlives the record: the stream keeps it for a day.
 *
 * @throws Error for a table without a stream or of another region, and when a record would be gone before it is set aside
 */
export class TableEventSource extends Construct {
  readonly mapping: lambda.EventSourceMapping;
  readonly failures: sqs.Queue;
  private readonly target: BlueprintFunction;

  constructor(scope: Construct, id: string, props: TableEventSourceProps) {
    super(scope, id);
    const { source, target, eventNames, pattern } = props;
    const eventSourceArn = this.streamOf(source);
    const maxRecordAge = props.maxRecordAge ?? tableEventDefaults.maxRecordAge;
    if (maxRecordAge.toSeconds() >= tableStreamRetention.toSeconds()) {
      throw new Error(
        `${this.node.path} sets records aside after ${maxRecordAge.toSeconds()} s; ` +
          `the stream keeps them for ${tableStreamRetention.toSeconds()} s, so it has to be less`,
      );
    }
    this.target = target;
    this.failures = this.failureQueue();
    const grants = [
      source.table.grantStream(
        target,
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ),
      this.failures.grant(target, 'sqs:SendMessage'),
    ];
    this.mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: target.target,
      eventSourceArn,
      startingPosition: props.startingPosition ?? tableEventDefaults.startingPosition,
      batchSize: props.batchSize ?? tableEventDefaults.batchSize,
      maxBatchingWindow: props.maxBatchingWindow,
      parallelizationFactor: props.parallelizationFactor ?? tableEventDefaults.parallelizationFactor,
      retryAttempts: props.retryAttempts ?? tableEventDefaults.retryAttempts,
      maxRecordAge,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
      filters: (eventNames ?? pattern) && [
        lambda.FilterCriteria.filter({
          ...(eventNames && { eventName: lambda.FilterRule.or(...eventNames) }),
          ...pattern,
        }),
      ],
    });
    // Lambda checks at creation that the role may read the stream.
    for (const grant of grants) grant.applyBefore(this.mapping);
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

  metricFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.failures.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
      ...options,
    });
  }

  private streamOf({ table, streamArn, node }: BlueprintTable): string {
    if (!streamArn) throw new Error(`${node.path} has no stream for ${this.node.path} to read`);
    const { region } = Stack.of(this);
    if (region !== table.stack.region) {
      throw new Error(`${this.node.path} in ${region} cannot read the stream of ${node.path} in ${table.stack.region}`);
    }
    return streamArn;
  }

  private failureQueue(): sqs.Queue {
    const queue = new sqs.Queue(this, 'Failures', {
      ...queueDefaults,
      retentionPeriod: deadLetterRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason:
        'It is where a reader of a stream sets aside what fails: a dead-letter queue, which needs none of its own.',
    });
    return queue;
  }

  private addAlarms({ foundation: { alerts }, lagAlarm }: TableEventSourceProps): void {
    new AlertAlarm(this, 'FailuresPresent', {
      alerts,
      metric: this.metricFailures(),
      threshold: 1,
      description: `Changes that ${this.node.path} reads failed for good; its queue says where they are in the stream, which keeps them for a day.`,
    });
    new AlertAlarm(this, 'Lag', {
      alerts,
      metric: this.metricLag(),
      threshold: lagAlarm.toMilliseconds(),
      description: `Changes that ${this.node.path} reads wait too long: the function is slow, failing or throttled.`,
    });
  }
}
