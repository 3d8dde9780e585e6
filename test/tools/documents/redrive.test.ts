import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentStore } from '../../../lambdas/rag/adapters/document-store';
import { createIngestStore } from '../../../lambdas/rag/adapters/ingest-store';
import { documentKeyOf } from '../../../lambdas/rag/org-hash';
import { endCommands, run } from '../../local/command';
import { accountId, type LocalServices, region, startLocalServices } from '../local/engines/local-services';

let local: LocalServices;
let sqs: SQSClient;
let document: DynamoDBDocumentClient;
let dir: string;
const queueUrl = (name: string) => `${local.endpoint}/${accountId}/${name}`;

beforeAll(async () => {
  local = await startLocalServices();
  sqs = new SQSClient(local.client);
  document = DynamoDBDocumentClient.from(new DynamoDBClient(local.client), {
    marshallOptions: { removeUndefinedValues: true },
  });
  for (const name of ['ingest', 'ingest-dead']) {
    const attributes = { Arn: `arn:aws:sqs:${region}:${accountId}:${name}`, QueueName: name };
    await local.create({ type: 'AWS::SQS::Queue', ref: queueUrl(name), attributes, properties: {} });
  }
  await local.create({
    type: 'AWS::DynamoDB::GlobalTable',
    ref: 'documents',
    properties: {
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    },
  });
  dir = await mkdtemp(join(tmpdir(), 'redrive-'));
  const { endpoint, credentials } = local.client;
  const outputs = {
    'dev-edge': { ConsoleUrl: 'http://localhost:1' },
    'dev-rag-data': { DocumentsTableName: 'documents' },
    'dev-rag': { IngestQueueUrl: queueUrl('ingest'), IngestDeadLettersUrl: queueUrl('ingest-dead') },
  };
  await writeFile(join(dir, 'outputs.json'), JSON.stringify(outputs));
  await writeFile(join(dir, 'credentials.json'), JSON.stringify({ operator: { endpoint, region, ...credentials } }));
});
afterAll(async () => {
  endCommands();
  sqs.destroy();
  document.destroy();
  await local.stop();
  await rm(dir, { recursive: true, force: true });
});

const redrive = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(
    'tools/documents/main.ts',
    ...['redrive', '--outputs', join(dir, 'outputs.json'), ...args],
  );
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

async function bodiesIn(name: string): Promise<string[]> {
  const receive = new ReceiveMessageCommand({
    QueueUrl: queueUrl(name),
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
  });
  const { Messages = [] } = await sqs.send(receive);
  return Messages.flatMap(({ Body }) => Body ?? []).toSorted();
}

test('dead letters are shown with why each is one, and go back to their queue; what is no work stays', async () => {
  const key = documentKeyOf('acme', 'd1');
  const table = { document, tableName: 'documents', now: Date.now };
  const upload = { uploadId: 'u1', title: 'T', contentType: 'text/plain', size: 1, modifiedAt: 0 } as const;
  const acl = { users: [], groups: [], everyone: true, classification: 0 };
  await createDocumentStore(table).create({ documentId: 'd1', org: 'acme', owner: 'u', source: 'upload', acl }, upload);
  await createIngestStore(table).fail(key, 1000, 'u1', { code: 'internal', message: 'Something went wrong here.' });
  const uploaded = JSON.stringify({ kind: 'uploaded', ...key, uploadId: 'u1' });
  const deletion = JSON.stringify({ kind: 'delete', ...documentKeyOf('acme', 'd2') });
  const put = (MessageBody: string, error?: string) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl('ingest-dead'),
        MessageBody,
        ...(error && { MessageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: error } } }),
      }),
    );
  await put(uploaded);
  await put(deletion, 'NO_PERMISSIONS');
  await put('nonsense');

  const shown = JSON.parse(await redrive('--show', '--json'));
  expect(
    Object.fromEntries(shown.deadLetters.map(({ kind, ...rest }: { kind: string }) => [kind, rest])),
  ).toMatchObject({
    uploaded: { documentId: 'd1', why: expect.stringContaining('failed: Something went wrong'), sentBack: false },
    delete: { documentId: 'd2', why: expect.stringContaining('NO_PERMISSIONS'), sentBack: false },
    unknown: { why: expect.stringContaining('no work'), sentBack: false },
  });
  expect([await bodiesIn('ingest'), await bodiesIn('ingest-dead')]).toEqual([
    [],
    ['nonsense', deletion, uploaded].toSorted(),
  ]);

  expect((await redrive()).match(/sent back|stays/g)?.toSorted()).toEqual(['sent back', 'sent back', 'stays']);
  expect([await bodiesIn('ingest'), await bodiesIn('ingest-dead')]).toEqual([
    [deletion, uploaded].toSorted(),
    ['nonsense'],
  ]);
}, 60_000);
