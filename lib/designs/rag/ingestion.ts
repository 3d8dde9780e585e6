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
import { embeddingEndpoints, endpointsEnvironment, grantEndpoints } from './model-endpoints';
import { embeddingModelIds } from './models';
import { uploadsPrefix } from './originals-bucket';
import { handler, type RagContext } from './rag-context';
import { indexPaths } from './search-defaults';
import type { SearchDomain } from './search-domain';

/** Longest work on one document: text of thousands of pages, its vectors, its index. */
const ingestTimeout = Duration.minutes(10);

/** Cached answers are taken out after an hour; that many older ones take up room at most. */
const purgeEvery = Duration.hours(1);

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
    this.addPurge();
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

  private addPurge(): void {
    new events.Rule(this, 'Purge', {
      description: 'RAG: cached answers that are past their time are removed',
      schedule: events.Schedule.rate(purgeEvery),
      targets: [
        new targets.SqsQueue(this.queues.queue, { message: events.RuleTargetInput.fromObject({ kind: 'purge' }) }),
      ],
    });
  }

  private addWorker(context: RagContext): BlueprintFunction {
    const { platform, documents, originals, search } = context;
    const endpoints = embeddingEndpoints(context.endpoints, context.settings);
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
        ...endpointsEnvironment(endpoints),
        PLATFORM_TABLE_NAME: platform.table.tableName,
        ...platform.audit.environment,
        MAX_RECEIVE_COUNT: String(maxReceiveCount),
      },
    });
    documents.grant(worker, 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    // A reindexing walks all of it.
    documents.grant(worker, 'dynamodb:Scan');
    platform.table.grant(worker, 'dynamodb:GetItem');
    originals.grant(worker.role, 's3:GetObject', 's3:DeleteObject', 's3:ListBucket');
    this.queues.grantSend(worker);
    platform.audit.grantPut(worker);
    grantIndexes(worker, search);
    iam.Grant.addToPrincipal({
      grantee: worker,
      actions: ['bedrock:InvokeModel'],
      resourceArns: embeddingModelIds.map((model) => foundationModelArn(Stack.of(this), model)),
    });
    grantEndpoints(worker, endpoints);
    grantTextract(worker);
    return worker;
  }
}

/** Writes whichever indexes there are, fills one from another, and, with the aliases, lets it answer and deletes one that is left. */
function grantIndexes(worker: BlueprintFunction, search: SearchDomain): void {
  const { chunks, answers } = indexPaths;
  search.grant(worker, {
    // The client refreshes by GET.
    Get: [chunks, `${chunks}/_refresh`, `${answers}/_refresh`],
    Post: ['/_aliases', '/_bulk', '/_msearch', `${chunks}/_delete_by_query`, `${answers}/_delete_by_query`],
  });
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
