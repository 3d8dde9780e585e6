import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { parseWork, type Work } from '../../lambdas/rag/domain/work';

/** Seconds for which a message that is looked at is hidden from others. */
const LOOK_SECONDS = 300;

/** Addresses of the two queues of ingestion. */
export interface IngestQueues {
  readonly queue: string;
  readonly deadLetters: string;
}

/** A message that ingestion has given up. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** What it asks for; undefined when it is nothing that ingestion knows. */
  readonly work?: Work | undefined;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** Why EventBridge could not hand it to the queue, where it is one of those. */
  readonly undelivered?: string | undefined;
}

/** All dead letters there are. They are hidden meanwhile: each is either sent back or given back. */
export async function takeDeadLetters(
  sqs: SQSClient,
  { deadLetters: QueueUrl }: IngestQueues,
  waitSeconds = 1,
): Promise<DeadLetter[]> {
  const found = new Map<string, DeadLetter>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        // With a wait, all of the queue's parts are asked, and not some of them.
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: LOOK_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp'],
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return [...found.values()];
    for (const letter of Messages.map(letterOf)) found.set(letter.messageId, letter);
  }
}

function letterOf({ MessageId, ReceiptHandle, Body = '', Attributes, MessageAttributes: why }: Message): DeadLetter {
  const { ERROR_CODE: code, ERROR_MESSAGE: message } = why ?? {};
  return {
    messageId: MessageId ?? '',
    receiptHandle: ReceiptHandle ?? '',
    body: Body,
    work: workOf(Body),
    sentAt: Number(Attributes?.SentTimestamp),
    undelivered: code && [code.StringValue, message?.StringValue].filter(Boolean).join(': '),
  };
}

function workOf(body: string): Work | undefined {
  try {
    return parseWork(body);
  } catch {
    return undefined;
  }
}

/** Sends a letter back to be worked off anew. Who dies in between leaves it in both queues: all work may come twice. */
export async function sendBack(
  sqs: SQSClient,
  { queue, deadLetters }: IngestQueues,
  letter: DeadLetter,
): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: letter.body }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetters, ReceiptHandle: letter.receiptHandle }));
}

/** Leaves a letter where it is. */
export async function giveBack(sqs: SQSClient, { deadLetters: QueueUrl }: IngestQueues, letter: DeadLetter) {
  const { receiptHandle: ReceiptHandle } = letter;
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
}
