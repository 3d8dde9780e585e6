import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { documentSchema } from '../../lambdas/rag/domain/document';
import { headItemKey } from '../../lambdas/rag/domain/document-items';
import { table } from '../operator/command-line';
import { outputOf, readOutputs } from '../operator/outputs';
import { type OpenTable, openTable, operatorConfig } from '../operator/platform-table';
import { type DeadLetter, giveBack, sendBack, takeDeadLetters } from './dead-letters';
import { print, withOutputs } from './options';

interface RedriveOptions {
  readonly outputs: string;
  readonly show?: boolean;
  readonly json?: boolean;
}

/** A dead letter as it is told of. */
interface Told {
  readonly messageId: string;
  readonly kind: string;
  readonly documentId?: string;
  readonly since: string;
  readonly why: string;
  readonly sentBack: boolean;
}

async function redrive({ outputs: file, show = false, json }: RedriveOptions): Promise<void> {
  const outputs = await readOutputs(file);
  const queues = { queue: outputOf(outputs, 'IngestQueueUrl'), deadLetters: outputOf(outputs, 'IngestDeadLettersUrl') };
  const documents = await openTable(file, 'DocumentsTableName');
  const sqs = new SQSClient(await operatorConfig(file));
  const told: Told[] = [];
  for (const letter of await takeDeadLetters(sqs, queues)) {
    const why = await whyOf(documents, letter);
    const sentBack = !show && letter.work !== undefined;
    await (sentBack ? sendBack : giveBack)(sqs, queues, letter);
    const { messageId, work } = letter;
    const since = new Date(letter.sentAt).toISOString();
    const documentId = work && 'documentId' in work ? work.documentId : '';
    told.push({ messageId, kind: work?.kind ?? 'unknown', documentId, since, why, sentBack });
  }
  if (json) return print(JSON.stringify({ deadLetters: told }));
  const rows = told.map(({ kind, documentId = '', since, why, sentBack }) => [
    ...[kind, documentId, since.slice(0, 19), sentBack ? 'sent back' : 'stays', why],
  ]);
  print(told.length === 0 ? 'No dead letters.' : table([['WORK', 'DOCUMENT', 'SENT (UTC)', '', 'WHY'], ...rows]));
}

/** As far as queue and record know; the worker's log has each attempt, with the document's id. */
async function whyOf({ document, tableName }: OpenTable, { work, undelivered }: DeadLetter): Promise<string> {
  if (undelivered) return `EventBridge could not deliver it: ${undelivered}`;
  if (!work) return 'It is no work that ingestion knows';
  if (!('documentId' in work)) return 'Every attempt failed; the log of the worker says why';
  const { Item } = await document.send(new GetCommand({ TableName: tableName, Key: headItemKey(work) }));
  const head = documentSchema.safeParse(Item);
  if (!head.success) return 'Every attempt failed; there is no record of the document any more';
  const { status, failure } = head.data;
  return `Every attempt failed; the document is ${failure ? `${status}: ${failure.message}` : status}`;
}

export const addRedrive = (program: Command): Command =>
  withOutputs(program.command('redrive'))
    .description("send ingestion's dead letters back to their queue, and say why each was one")
    .option('--show', 'only say why, and leave them where they are')
    .addHelpText(
      'after',
      '\nFor operators: on the laptop with its own credentials, against an account with those that the AWS SDK finds.' +
        '\nA document that was given up is read anew, and is found again where the cause is gone.',
    )
    .action(redrive);
