import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { visibilityPerTimeout } from '../../constructs/queue-pair/defaults';
import { QueuePair } from '../../constructs/queue-pair/queue-pair';
import type { RegionPlatform } from '../../platform/platform';

/** Longest answer a worker may take. */
export const generationTimeout = Duration.minutes(5);

/** Deliveries of one message before it is set aside; the handler tells the client at the last one. */
export const generationReceiveCount = 3;

/** Where messages wait for a worker: a queue a tier, so that free ones never stand before paid ones. */
export class TierQueues extends Construct {
  readonly paid: QueuePair;
  readonly free: QueuePair;

  constructor(scope: Construct, id: string, platform: RegionPlatform) {
    super(scope, id);
    const queue = (name: string, oldestMessageAlarm: Duration) =>
      new QueuePair(this, name, {
        foundation: platform,
        fifo: true,
        visibilityTimeout: Duration.seconds(generationTimeout.toSeconds() * visibilityPerTimeout),
        maxReceiveCount: generationReceiveCount,
        oldestMessageAlarm,
      });
    this.paid = queue('Paid', Duration.seconds(30));
    this.free = queue('Free', Duration.minutes(5));
  }

  /** Where both are, as the handlers' environment names them. */
  get environment() {
    return { PAID_QUEUE_URL: this.paid.queue.queueUrl, FREE_QUEUE_URL: this.free.queue.queueUrl };
  }
}
