import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { maxReceiveCount, visibilityPerTimeout } from '../../constructs/queue-pair/defaults';
import { QueuePair } from '../../constructs/queue-pair/queue-pair';
import type { RegionPlatform } from '../../platform/platform';

/** Longest answer a worker may take. */
export const generationTimeout = Duration.minutes(5);

/**
 * Deliveries of one message before it is set aside; the handler tells the client at the last one. Not fewer than AWS asks
 * for: an invocation that is throttled uses one up.
 */
export const generationReceiveCount = maxReceiveCount;

/** How long messages may wait before people are told. */
const patience = { paid: Duration.minutes(1), free: Duration.minutes(5) };

/** Where messages wait for a worker: a queue a tier, so that free ones never stand before paid ones. */
export class TierQueues extends Construct {
  readonly paid: QueuePair;
  readonly free: QueuePair;

  constructor(scope: Construct, id: string, platform: RegionPlatform) {
    super(scope, id);
    const queue = (name: string, mayWait: Duration) =>
      new QueuePair(this, name, {
        foundation: platform,
        fifo: true,
        visibilityTimeout: Duration.seconds(generationTimeout.toSeconds() * visibilityPerTimeout),
        maxReceiveCount: generationReceiveCount,
        // A message is in its queue until its answer is written, and its age counts that too.
        oldestMessageAlarm: Duration.seconds(generationTimeout.toSeconds() + mayWait.toSeconds()),
      });
    this.paid = queue('Paid', patience.paid);
    this.free = queue('Free', patience.free);
  }

  /** Where both are, as the handlers' environment names them. */
  get environment() {
    return { PAID_QUEUE_URL: this.paid.queue.queueUrl, FREE_QUEUE_URL: this.free.queue.queueUrl };
  }
}
