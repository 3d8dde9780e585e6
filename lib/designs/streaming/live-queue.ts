import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { BlueprintFunction } from '../../constructs/function/function';
import { visibilityPerTimeout } from '../../constructs/queue-pair/defaults';
import { QueuePair } from '../../constructs/queue-pair/queue-pair';
import type { StreamingContext } from './streaming-context';

/** Longest time in which a view is sent to those who watch it. */
export const publishTimeout = Duration.seconds(15);

/** For what an index is behind its table, and for clocks that differ (s). */
const MARGIN_SECONDS = 1;

/** Topics that are to be published: each once a slot, and after it. */
export class LiveQueue extends Construct {
  readonly queue: QueuePair;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: StreamingContext,
  ) {
    super(scope, id);
    const { platform, settings } = context;
    this.queue = new QueuePair(this, 'Ticks', {
      foundation: platform,
      fifo: true,
      deliveryDelay: Duration.seconds(settings.live.everySeconds + MARGIN_SECONDS),
      visibilityTimeout: Duration.seconds(publishTimeout.toSeconds() * visibilityPerTimeout),
      oldestMessageAlarm: Duration.minutes(2),
    });
  }

  /** What a function that has topics published needs to know. */
  get environment() {
    const { settings, live } = this.context;
    return {
      LIVE_TABLE_NAME: live.table.tableName,
      LIVE_QUEUE_URL: this.queue.queue.queueUrl,
      SLOT_SECONDS: String(settings.live.everySeconds),
    };
  }

  /** Lets a function tell those who watch: it looks at what is watched, writes what they are shown, and has it published. */
  grantTell(grantee: BlueprintFunction, ...writes: readonly string[]): void {
    this.context.live.table.grant(grantee, 'dynamodb:Query', 'dynamodb:UpdateItem', ...writes);
    this.queue.grantSend(grantee);
  }
}
