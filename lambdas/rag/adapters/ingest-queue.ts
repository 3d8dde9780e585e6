import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ownWorkSchema } from '../domain/work';
import type { SendWork } from '../ingest-ports';

/** Longest delay that SQS takes, in seconds. */
export const MAX_DELAY_SECONDS = 900;

/** What waits for the ingest worker. */
export const createSendWork =
  (client: SQSClient, QueueUrl: string): SendWork =>
  async (work, delaySeconds = 0) => {
    const MessageBody = JSON.stringify(ownWorkSchema.parse(work));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds: delaySeconds }));
  };

/** Hides a received message for `seconds` from now, after which it is received again. */
export type Hide = (receiptHandle: string, seconds: number) => Promise<void>;

export const createHide =
  (client: SQSClient, QueueUrl: string): Hide =>
  async (ReceiptHandle, VisibilityTimeout) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  };
