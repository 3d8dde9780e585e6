import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Has a message that failed delivered again after so many seconds. */
export type HideMessage = (receiptHandle: string, seconds: number) => Promise<void>;

export const createHideMessage =
  (client: SQSClient, QueueUrl: string): HideMessage =>
  async (ReceiptHandle, VisibilityTimeout) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  };
