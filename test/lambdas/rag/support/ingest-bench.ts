import './environment';
import { createHash } from 'node:crypto';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { TextractClient } from '@aws-sdk/client-textract';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createBedrockEmbedder } from '../../../../lambdas/rag/adapters/bedrock-embedder';
import { createDocumentPages } from '../../../../lambdas/rag/adapters/document-pages';
import { createDocumentStore } from '../../../../lambdas/rag/adapters/document-store';
import { createIndexCopies } from '../../../../lambdas/rag/adapters/index-copies';
import { createIndexWriter } from '../../../../lambdas/rag/adapters/index-writer';
import { createHide, createSendWork } from '../../../../lambdas/rag/adapters/ingest-queue';
import { createIngestStore } from '../../../../lambdas/rag/adapters/ingest-store';
import { createOriginals } from '../../../../lambdas/rag/adapters/originals';
import { createSearchAdmin } from '../../../../lambdas/rag/adapters/search-admin';
import { createTextractScanner } from '../../../../lambdas/rag/adapters/textract-scanner';
import { answersIndex, chunksIndex } from '../../../../lambdas/rag/domain/index-definition';
import { answerIndexNameOf, type Embedding, indexNameOf } from '../../../../lambdas/rag/domain/index-name';
import { type DocumentKey, originalKey, originalPrefix } from '../../../../lambdas/rag/domain/original-key';
import type { Work } from '../../../../lambdas/rag/domain/work';
import { createIngest } from '../../../../lambdas/rag/ingest.handler';
import { ingestReport } from '../../../../lambdas/rag/ingest-report';
import { createIngestion } from '../../../../lambdas/rag/ingestion';
import { documentReading } from '../../../../lambdas/rag/reading';
import { createReindexing } from '../../../../lambdas/rag/reindexing';
import { createAuditLog } from '../../../../lambdas/shared/audit';
import type { AuditEvent } from '../../../../lambdas/shared/domain/audit-event';
import { accountId, region } from '../../../tools/local/engines/local-services';
import { startSearchDomain } from '../../../tools/local/engines/opensearch/search-domain';
import { invoke, lambdaContext } from '../../support/context';
import { type Call, type Death, Mortal } from './mortal';

const embedding = { model: 'amazon.titan-embed-text-v2:0', dimensions: 512 };
const names = { table: 'documents', bucket: 'originals', audit: 'audit' } as const;
/** As `lib/constructs/queue-pair` has it. */
const maxReceives = 5;
/** Nothing is reindexed here. */
const untold = {
  walked: () => undefined,
  copied: () => undefined,
  superseded: () => undefined,
  givenUp: () => undefined,
  switched: () => undefined,
};
/** Deliveries after which a bench gives up: far more than any death takes. */
const mostDeliveries = 40;

export type IngestBench = Awaited<ReturnType<typeof startIngestBench>>;

/**
 * The ingest worker with its own adapters and handler, and the laptop's engines behind them. Messages come from a real queue with
 * its dead letters; nothing that is sent waits, and what failed is visible again at once.
 */
export async function startIngestBench() {
  const domain = await startSearchDomain();
  const { local } = domain;
  const [dynamodb, s3, sqs] = [
    new DynamoDBClient(local.client),
    new S3Client(local.client),
    new SQSClient(local.client),
  ];
  const [bedrock, textract] = [new BedrockRuntimeClient(local.client), new TextractClient(local.client)];
  const firehose = new FirehoseClient(local.client);
  const document = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  const [index, answers] = [indexNameOf(embedding), answerIndexNameOf(embedding)];
  const queueUrl = (name: string) => `${local.endpoint}/${accountId}/${name}`;
  const [queue, deadLetters] = [queueUrl('ingest'), queueUrl('ingest-dead')];
  const audited: AuditEvent[] = [];
  const failures: unknown[] = [];

  for (const resource of resources(queue, deadLetters)) await local.create(resource);
  const admin = createSearchAdmin(domain.client, () => undefined);
  for (const definition of [chunksIndex(embedding, shape), answersIndex(embedding, shape)])
    await admin.ensureIndex(definition, new AbortController().signal);
  await admin.setNext(index, new AbortController().signal);

  /** An environment of the function, which ends where it is told to. */
  function environment(mortal: Mortal) {
    const table = { document: mortal.client(document), tableName: names.table, now: Date.now };
    const sendWork = createSendWork(mortal.client(sqs), queue);
    const hide = createHide(mortal.client(sqs), queue);
    const search = mortal.searchClient(domain.client);
    const writer = createIndexWriter({ client: search });
    const audit = createAuditLog({
      sink: async ({ data: Data }) => {
        const put = new PutRecordCommand({ DeliveryStreamName: names.audit, Record: { Data } });
        await mortal.client(firehose).send(put);
        audited.push(JSON.parse(Buffer.from(Data).toString()) as AuditEvent);
      },
      newId: () => 'event',
      now: Date.now,
      keepText: false,
      onError: () => undefined,
    });
    const common = {
      originals: createOriginals(mortal.client(s3), names.bucket),
      embedderOf: (of: Embedding) => createBedrockEmbedder(mortal.client(bedrock), of),
      send: (work: Work) => sendWork(work),
    };
    const store = createIngestStore(table);
    const ingestion = createIngestion({
      ...common,
      store,
      reading: documentReading(),
      scanner: createTextractScanner(mortal.client(textract), names.bucket),
      index: writer,
      answers: writer,
      hash: (bytes) => createHash('sha256').update(bytes).digest('hex'),
      report: ingestReport({ audit, metrics: { add: () => undefined }, now: Date.now }),
    });
    const worker = createIngest({
      ingestion,
      reindexing: createReindexing({
        ...common,
        store: { ...store, ...createDocumentPages(table.document, table.tableName) },
        index: { ...writer, ...createIndexCopies(search) },
        report: untold,
      }),
      answers: writer,
      now: Date.now,
      brake: async () => undefined,
      hide: (handle) => hide(handle, 0),
      send: (work) => sendWork(work),
      maxReceives,
      logger: {
        appendKeys: () => undefined,
        info: () => undefined,
        error: (_message, error) => void failures.push(error),
      },
    });
    return middy<SQSEvent, SQSBatchResponse>().handler(worker);
  }

  async function receive(QueueUrl: string): Promise<Message | undefined> {
    const command = new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] });
    return (await sqs.send(command)).Messages?.[0];
  }

  /** As when the time is over for which the queue hides it; the worker may have ended that before. */
  async function returned(ReceiptHandle: string | undefined): Promise<void> {
    const change = new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 0 });
    await sqs.send(change).catch((error: Error) => {
      if (error.name !== 'MessageNotInflight') throw error;
    });
  }

  /** @returns whether the message is worked off */
  async function deliver(message: Message, mortal: Mortal): Promise<boolean> {
    const { MessageId: messageId, ReceiptHandle: receiptHandle, Body: body, Attributes: attributes } = message;
    const record = { messageId, receiptHandle, body, attributes } as unknown as SQSEvent['Records'][number];
    const event = { Records: [record] };
    const answer = (await invoke(environment(mortal), event, lambdaContext(600_000))) as SQSBatchResponse;
    return answer.batchItemFailures.length === 0 && !mortal.isDead;
  }

  return {
    domain,
    local,
    sqs,
    queue,
    deadLetters,
    audited,
    /** What the worker logged as errors. */
    failures,
    store: createDocumentStore({ document, tableName: names.table, now: Date.now }),
    records: createIngestStore({ document, tableName: names.table, now: Date.now }),
    send: createSendWork(sqs, queue),

    /** An original arrives, and its message with it. */
    async arrive(key: DocumentKey, uploadId: string, bytes: Uint8Array): Promise<void> {
      await s3.send(new PutObjectCommand({ Bucket: names.bucket, Key: originalKey(key, uploadId), Body: bytes }));
      await createSendWork(sqs, queue)({ kind: 'uploaded', ...key, uploadId });
    },

    /** Takes a message so often that one more receive is its last. */
    async wearOut(): Promise<void> {
      for (let receives = 1; receives < maxReceives; receives += 1) {
        await returned((await receive(queue))?.ReceiptHandle);
      }
    },

    /** Works off the queue. The environment ends as told; another one takes its place. @returns all calls that were made */
    async workOff(death?: Death): Promise<Call[]> {
      const calls: Call[] = [];
      let mortal = new Mortal(death);
      for (let deliveries = 0; deliveries < mostDeliveries; deliveries += 1) {
        const message = await receive(queue);
        if (!message) return [...calls, ...mortal.calls];
        const { ReceiptHandle } = message;
        if (await deliver(message, mortal))
          await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
        else await returned(ReceiptHandle);
        if (!mortal.isDead) continue;
        calls.push(...mortal.calls);
        mortal = new Mortal();
      }
      throw new Error(`Messages are still there after ${mostDeliveries} deliveries`);
    },

    /** What the index has of a document, whatever its version, in its order. */
    async chunksOf(documentId: string): Promise<IndexedChunk[]> {
      await domain.client.indices.refresh({ index });
      const query = { term: { documentId } };
      const { body } = await domain.client.search({ index, body: { size: 100, query } });
      const { count } = (await domain.client.count({ index, body: { query } })).body;
      const chunks = body.hits.hits.map(({ _source }) => _source as unknown as IndexedChunk);
      if (chunks.length !== count) throw new Error(`${chunks.length} chunks were found of ${count}`);
      return chunks.toSorted((left, right) => left.version - right.version || left.ordinal - right.ordinal);
    },

    /** Puts an answer into the cache that rests on documents. */
    async cacheAnswer(id: string, org: string, documentIds: readonly string[]): Promise<void> {
      const body = [
        { index: { _index: answers, _id: id, routing: org } },
        { org, sources: { documentId: documentIds }, createdAt: 1 },
      ];
      await domain.client.bulk({ body, refresh: true });
    },

    async answersNaming(documentId: string): Promise<number> {
      await domain.client.indices.refresh({ index: answers });
      const query = { term: { 'sources.documentId': documentId } };
      return (await domain.client.count({ index: answers, body: { query } })).body.count;
    },

    /** Upload ids of the originals that are there. */
    async originalsOf(key: DocumentKey): Promise<string[]> {
      const Prefix = originalPrefix(key);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: names.bucket, Prefix }));
      return Contents.map(({ Key = '' }) => Key.slice(Prefix.length));
    },

    async stop(): Promise<void> {
      for (const client of [dynamodb, s3, sqs, bedrock, textract, firehose]) client.destroy();
      await domain.stop();
    },
  };
}

export interface IndexedChunk {
  readonly version: number;
  readonly ordinal: number;
  readonly text: string;
  readonly acl: { readonly groups: readonly string[] };
}

const shape = { shards: 1, replicas: 0 };

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const arnOf = (service: string, name: string) => `arn:aws:${service}:${region}:${accountId}:${name}`;

/** What the template has of the data and the queues of ingestion. */
function resources(queue: string, deadLetters: string) {
  const queueAttributes = (name: string) => ({ Arn: arnOf('sqs', name), QueueName: name });
  const redrive = { deadLetterTargetArn: arnOf('sqs', 'ingest-dead'), maxReceiveCount: maxReceives };
  return [
    {
      type: 'AWS::DynamoDB::GlobalTable',
      ref: names.table,
      properties: {
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys('pk', 'sk'),
      },
    },
    { type: 'AWS::S3::Bucket', ref: names.bucket, properties: {} },
    { type: 'AWS::SQS::Queue', ref: deadLetters, attributes: queueAttributes('ingest-dead'), properties: {} },
    {
      type: 'AWS::SQS::Queue',
      ref: queue,
      attributes: queueAttributes('ingest'),
      properties: { RedrivePolicy: redrive },
    },
    {
      type: 'AWS::KinesisFirehose::DeliveryStream',
      ref: names.audit,
      attributes: { Arn: arnOf('firehose', `deliverystream/${names.audit}`) },
      properties: {
        ExtendedS3DestinationConfiguration: {
          BucketARN: `arn:aws:s3:::${names.bucket}`,
          RoleARN: arnOf('iam', 'role/f'),
        },
      },
    },
  ];
}
