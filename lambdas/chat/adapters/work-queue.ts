import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { type Tier, tierSchema } from '../../shared/domain/principal';
import { sha256 } from '../../shared/hash';
import { reservationSchema } from '../domain/usage';

/** What waits in a queue for a worker: ids and figures, never text. */
export const workSchema = z.object({
  userId: z.string().check(z.minLength(1)),
  conversationId: z.string().check(z.minLength(1)),
  clientMessageId: z.string().check(z.minLength(1)),
  messageId: z.string().check(z.minLength(1)),
  model: z.string().check(z.minLength(1)),
  /**
   * The connection on which a message was sent again whose turn had begun: an answer that has ended is sent there, one
   * whose worker died for good is generated.
   */
  resendTo: z.optional(z.string().check(z.minLength(1))),
  /** What was reserved, and for whom: settled also when the turn is deleted with its conversation while this waits. */
  held: z.optional(
    z.object({ org: z.string().check(z.minLength(1)), tier: tierSchema, reservation: reservationSchema }),
  ),
});
export type Work = z.infer<typeof workSchema>;

export interface QueueUrls {
  readonly PAID_QUEUE_URL: string;
  readonly FREE_QUEUE_URL: string;
}

export type Enqueue = (tier: Tier, work: Work) => Promise<void>;

/**
 * Work of one conversation forms one group: its answers are generated one at a time, in order. The same message is taken
 * once in five minutes, and once more for each connection that it was sent again on.
 */
export function createEnqueue(client: SQSClient, urls: QueueUrls): Enqueue {
  return async (tier, work) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: tier === 'paid' ? urls.PAID_QUEUE_URL : urls.FREE_QUEUE_URL,
        MessageBody: JSON.stringify(workSchema.parse(work)),
        MessageGroupId: sha256(`${work.userId}#${work.conversationId}`),
        MessageDeduplicationId: work.resendTo ? `${work.messageId}.${work.resendTo}` : work.messageId,
      }),
    );
  };
}

/** Hides a received message from other workers for `seconds` from now. */
export type Hide = (message: ReceivedMessage, seconds: number) => Promise<void>;

export interface ReceivedMessage {
  readonly eventSourceARN: string;
  readonly receiptHandle: string;
}

export function createHide(client: SQSClient, urls: QueueUrls): Hide {
  const byName = new Map([urls.PAID_QUEUE_URL, urls.FREE_QUEUE_URL].map((url) => [url.split('/').at(-1), url]));
  return async ({ eventSourceARN, receiptHandle: ReceiptHandle }, VisibilityTimeout) => {
    const QueueUrl = byName.get(eventSourceARN.split(':').at(-1));
    if (!QueueUrl) throw new Error(`No queue of this function: ${eventSourceARN}`);
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  };
}
