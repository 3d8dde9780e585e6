import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IngestEnv } from '../../../lambdas/rag/env';
import { QueueEventSource } from '../../constructs/event-source/queue-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import { foundationModelArn } from '../../constructs/inference/inference-profiles';
import { maxReceiveCount, visibilityPerTimeout } from '../../constructs/queue-pair/defaults';
import { QueuePair } from '../../constructs/queue-pair/queue-pair';
import { embeddingModelId } from './models';
import { uploadsPrefix } from './originals-bucket';
import { embeddingEnvironment, handler, type RagContext } from './rag-context';
import { indexNames } from './search-defaults';

/** Longest work on one document: text of thousands of pages, its vectors, its index. */
const ingestTimeout = Duration.minutes(10);

/** Takes documents in: what is uploaded, and what the API asks for, waits in one queue for one kind of worker. */
export class Ingestion extends Construct {
  readonly queues: QueuePair;
  readonly worker: BlueprintFunction;

  constructor(scope: Construct, id: string, context: RagContext) {
    super(scope, id);
    const { platform, settings } = context;
    this.queues = new QueuePair(this, 'Queue', {
      foundation: platform,
      visibilityTimeout: Duration.seconds(ingestTimeout.toSeconds() * visibilityPerTimeout),
      oldestMessageAlarm: Duration.seconds(settings.ingestion.patienceSeconds),
    });
    this.addUploads(context);
    this.worker = this.addWorker(context);
    new QueueEventSource(this, 'Source', {
      target: this.worker,
      source: this.queues,
      scaling: { maxConcurrency: settings.ingestion.concurrency },
    });
  }

  /** What EventBridge cannot deliver waits beside what the worker could not do. */
  private addUploads({ originals }: RagContext): void {
    new events.Rule(this, 'Uploads', {
      description: 'RAG: what was uploaded waits for ingestion',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [originals.bucket.bucketName] }, object: { key: [{ prefix: uploadsPrefix }] } },
      },
      targets: [new targets.SqsQueue(this.queues.queue, { deadLetterQueue: this.queues.deadLetters })],
    });
  }

  private addWorker({ platform, settings, documents, originals, search }: RagContext): BlueprintFunction {
    const { dimensions } = settings.embedding;
    const model = embeddingModelId(settings);
    const worker = new BlueprintFunction<IngestEnv>(this, 'Worker', {
      foundation: platform,
      entry: handler('ingest'),
      description: 'RAG: reads documents, cuts, embeds and indexes them; changes permissions; deletes',
      timeout: ingestTimeout,
      // A document of 50 MB, its text and its vectors are in memory at once.
      memorySize: 2048,
      environment: {
        DOCUMENTS_TABLE_NAME: documents.tableName,
        ...originals.environment,
        INGEST_QUEUE_URL: this.queues.queue.queueUrl,
        ...search.environment,
        ...embeddingEnvironment(model, dimensions),
        PLATFORM_TABLE_NAME: platform.table.tableName,
        ...platform.audit.environment,
        MAX_RECEIVE_COUNT: String(maxReceiveCount),
      },
    });
    documents.grant(worker, 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    platform.table.grant(worker, 'dynamodb:GetItem');
    originals.grant(worker.role, 's3:GetObject', 's3:DeleteObject', 's3:ListBucket');
    this.queues.grantSend(worker);
    platform.audit.grantPut(worker);
    const { alias, chunks, answers } = indexNames(model, dimensions);
    const indexes = [chunks, alias, answers];
    search.grant(worker, {
      // The client refreshes by GET.
      Get: [`/_alias/${alias}`, ...indexes.map((index) => `/${index}/_refresh`)],
      Post: ['/_bulk', ...indexes.map((index) => `/${index}/_delete_by_query`)],
    });
    iam.Grant.addToPrincipal({
      grantee: worker,
      actions: ['bedrock:InvokeModel'],
      resourceArns: [foundationModelArn(Stack.of(this), model)],
    });
    grantTextract(worker);
    return worker;
  }
}

/** Scanned pages are read by Textract. */
function grantTextract({ role }: BlueprintFunction): void {
  iam.Grant.addToPrincipal({
    grantee: role,
    actions: ['textract:StartDocumentTextDetection', 'textract:GetDocumentTextDetection'],
    resourceArns: ['*'],
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'Textract has no resources to name; it reads originals with the permission that this role has for them.',
  });
}
