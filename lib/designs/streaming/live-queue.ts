import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { visibilityPerTimeout } from '../../constructs/queue-pair/defaults';
import { QueuePair } from '../../constructs/queue-pair/queue-pair';
import type { RegionPlatform } from '../../platform/platform';
import type { LiveSettings } from './live-settings';

/** Longest time in which a view is sent to those who watch it. */
export const publishTimeout = Duration.seconds(15);

/** For what an index is behind its table, and for clocks that differ (s). */
const MARGIN_SECONDS = 1;

/** Topics that are to be published: each once a slot, and after it. */
export class LiveQueue extends Construct {
  readonly queue: QueuePair;
  private readonly everySeconds: number;

  constructor(scope: Construct, id: string, platform: RegionPlatform, { everySeconds }: LiveSettings) {
    super(scope, id);
    this.everySeconds = everySeconds;
    this.queue = new QueuePair(this, 'Ticks', {
      foundation: platform,
      fifo: true,
      deliveryDelay: Duration.seconds(everySeconds + MARGIN_SECONDS),
      visibilityTimeout: Duration.seconds(publishTimeout.toSeconds() * visibilityPerTimeout),
      oldestMessageAlarm: Duration.minutes(2),
    });
  }

  /** Where ticks go, as the environment of whoever changes something names it. */
  get environment() {
    return { LIVE_QUEUE_URL: this.queue.queue.queueUrl, SLOT_SECONDS: String(this.everySeconds) };
  }
}
