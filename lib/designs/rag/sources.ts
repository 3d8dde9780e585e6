import { Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { SyncSourceEnv } from '../../../lambdas/rag/env';
import { BlueprintFunction } from '../../constructs/function/function';
import type { QueuePair } from '../../constructs/queue-pair/queue-pair';
import { handler, type RagContext } from './rag-context';
import type { SourceSettings } from './source-settings';

/** Brings what changed at each source, as often as the source says. A stage without sources has none of it. */
export class Sources extends Construct {
  readonly sync: BlueprintFunction;

  constructor(scope: Construct, id: string, context: RagContext, queues: QueuePair) {
    super(scope, id);
    const { platform, settings, documents, originals } = context;
    this.sync = new BlueprintFunction<SyncSourceEnv>(this, 'Sync', {
      foundation: platform,
      entry: handler('sync-source'),
      description: 'RAG: brings what changed at one source since last time',
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: {
        DOCUMENTS_TABLE_NAME: documents.tableName,
        ...originals.environment,
        INGEST_QUEUE_URL: queues.queue.queueUrl,
        ...platform.audit.environment,
      },
    });
    documents.grant(
      this.sync,
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    originals.grant(this.sync.role, 's3:PutObject');
    queues.grantSend(this.sync);
    platform.audit.grantPut(this.sync);
    for (const source of settings.sources) this.addSource(source);
  }

  /** The function is told of the source by the event; the next run makes up for one that failed. */
  private addSource({ schedule, ...source }: SourceSettings): void {
    new events.Rule(this, `Source-${source.id}`, {
      description: `RAG: brings what changed at ${source.id}`,
      schedule: events.Schedule.expression(schedule),
      targets: [
        new targets.LambdaFunction(this.sync.target, {
          event: events.RuleTargetInput.fromObject({ source }),
          retryAttempts: 0,
          maxEventAge: Duration.minutes(5),
        }),
      ],
    });
    const allow = (actions: string[], resourceArns: string[], conditions?: Record<string, Record<string, string>>) =>
      iam.Grant.addToPrincipal({ grantee: this.sync, actions, resourceArns, conditions });
    if (source.secretId) allow(['secretsmanager:GetSecretValue'], [secretArn(Stack.of(this), source.secretId)]);
    if (!source.bucket) return;
    const bucket = `arn:aws:s3:::${source.bucket}`;
    const keys = `${source.prefix ?? ''}*`;
    allow(['s3:GetObject'], [`${bucket}/${keys}`]);
    allow(['s3:ListBucket'], [bucket], { StringLike: { 's3:prefix': keys } });
    Validations.of(this.sync.role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${bucket}/${keys}]`,
      reason:
        'The stage names bucket and prefix of this source; what keys there are below it is up to whoever fills it.',
    });
  }
}

/** A secret's ARN ends in six characters that its name does not tell. */
function secretArn(stack: Stack, secretId: string): string {
  if (Token.isUnresolved(secretId) || secretId.startsWith('arn:')) return secretId;
  return `arn:aws:secretsmanager:${stack.region}:${stack.account}:secret:${secretId}-??????`;
}
