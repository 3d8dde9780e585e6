import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { fewAtOnce } from '../../shared/few-at-once';
import type { OrgTopic } from '../domain/live/topic-key';
import { topicId } from './live-items';

/** Messages of one call, and calls at a time. */
const MOST_MESSAGES = 10;
const AT_ONCE = 5;

export const tickSchema = z.object({ org: z.string(), topic: z.string() });

/** Has topics published after the slot that is running. */
export type SendTicks = (topics: readonly OrgTopic[]) => Promise<void>;

export interface TickQueue {
  readonly client: SQSClient;
  readonly url: string;
  readonly slotMs: number;
  readonly now: () => number;
}

/**
 * One message a topic and slot, however often it is sent: the queue takes an id once in five minutes, and delivers what it took after a delay
 * that is longer than a slot, so after the last change of that slot.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
 */
export function createSendTicks({ client, url, slotMs, now }: TickQueue): SendTicks {
  return async (topics) => {
    const slot = Math.floor(now() / slotMs);
    const calls = Array.from({ length: Math.ceil(topics.length / MOST_MESSAGES) }, (_, call) =>
      topics.slice(call * MOST_MESSAGES, (call + 1) * MOST_MESSAGES),
    );
    await fewAtOnce(calls, AT_ONCE, undefined, async (call) => {
      const Entries = call.map((of, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(tickSchema.parse(of)),
        MessageGroupId: topicId(of),
        MessageDeduplicationId: `${topicId(of)}.${slot}`,
      }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      if (Failed.length > 0) throw new Error(`${Failed.length} ticks were not taken: ${Failed[0]?.Code}`);
    });
  };
}
