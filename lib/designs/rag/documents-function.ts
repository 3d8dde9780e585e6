import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DocumentsEnv } from '../../../lambdas/rag/env';
import { BlueprintFunction } from '../../constructs/function/function';
import type { Ingestion } from './ingestion';
import { grantOwnerIndex } from './owner-index';
import { handler, type RagContext } from './rag-context';

/** The function behind `/v1/documents`. */
export function documentsFunction(scope: Construct, context: RagContext, { queues }: Ingestion): BlueprintFunction {
  const { platform, documents, originals } = context;
  const target = new BlueprintFunction<DocumentsEnv>(scope, 'Documents', {
    foundation: platform,
    entry: handler('documents'),
    description: 'RAG: signs uploads, tells how far documents are, changes permissions, deletes',
    timeout: Duration.seconds(29),
    environment: {
      DOCUMENTS_TABLE_NAME: documents.tableName,
      ...originals.environment,
      INGEST_QUEUE_URL: queues.queue.queueUrl,
      ...platform.audit.environment,
    },
  });
  documents.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  grantOwnerIndex(target, documents);
  // An upload is made by who has the form, and a download by who has the address, with the permission of the role that signed it.
  originals.grant(target.role, 's3:GetObject', 's3:PutObject');
  queues.grantSend(target);
  platform.audit.grantPut(target);
  return target;
}
