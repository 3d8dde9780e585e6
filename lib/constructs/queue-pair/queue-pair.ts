import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Foundation } from '../../platform/foundation';
import { type AlarmOptOut, AlertAlarm, recordAlarmOptOut } from '../alarm/alarm';
import { deadLetterRetention, fifoDefaults, maxReceiveCount, queueDefaults } from './defaults';

export interface QueuePairProps {
  readonly foundation: Foundation;
  /** At least six times the timeout of the function that reads the queue. */
  readonly visibilityTimeout: Duration;
  /** In order within a message group, and each deduplication id once in five minutes. @default false */
  readonly fifo?: boolean;
  /** How long a message waits before it is delivered for the first time. @default - not at all */
  readonly deliveryDelay?: Duration;
  /** @default 5 */
  readonly maxReceiveCount?: number;
  /** Age of the oldest message, the time it takes to process it included, at which the alarm rings. */
  readonly oldestMessageAlarm: Duration | AlarmOptOut;
}

/** A queue and the dead-letter queue behind it, with an alarm on each: messages wait too long, or failed for good. */
export class QueuePair extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  readonly visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, props: QueuePairProps) {
    super(scope, id);
    this.visibilityTimeout = props.visibilityTimeout;
    const kind = { ...queueDefaults, ...(props.fifo ? fifoDefaults : {}), removalPolicy: RemovalPolicy.DESTROY };
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', { ...kind, retentionPeriod: deadLetterRetention });
    this.queue = new sqs.Queue(this, 'Queue', {
      ...kind,
      visibilityTimeout: props.visibilityTimeout,
      deliveryDelay: props.deliveryDelay,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount ?? maxReceiveCount },
    });
    this.addAlarms(props);
  }

  grantSend(grantee: iam.IGrantable): iam.Grant {
    return this.queue.grant(grantee, 'sqs:SendMessage');
  }

  metricAgeOfOldestMessage(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(1),
      statistic: 'Maximum',
      ...options,
    });
  }

  metricDeadLetters(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
      ...options,
    });
  }

  private addAlarms({ foundation: { alerts }, oldestMessageAlarm }: QueuePairProps): void {
    new AlertAlarm(this, 'DeadLettersPresent', {
      alerts,
      metric: this.metricDeadLetters(),
      threshold: 1,
      description: `Messages of ${this.node.path} failed for good and wait in its dead-letter queue.`,
    });
    if (oldestMessageAlarm instanceof Duration) {
      new AlertAlarm(this, 'OldestMessage', {
        alerts,
        metric: this.metricAgeOfOldestMessage(),
        threshold: oldestMessageAlarm.toSeconds(),
        description: `Messages of ${this.node.path} wait too long: its reader is slow, failing or throttled.`,
      });
    } else {
      recordAlarmOptOut(this.queue, 'oldest-message', oldestMessageAlarm);
    }
  }
}
