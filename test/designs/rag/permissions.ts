import { granted } from '../../support/permissions';
import type { StackTemplate, SynthesizedStage } from '../../support/stages';
import { referenced } from '../../support/template';

/** What the functions of RAG reach, by the names that the permissions below use; of the search domain, by path. */
export type Target =
  | 'platform'
  | 'documents'
  | 'owners'
  | 'originals'
  | 'originals list'
  | 'queue'
  | 'embedding'
  | 'rerank'
  | 'text'
  | 'audit'
  | 'anything'
  | `endpoint ${string}`
  | `search ${string}`;

const batchGet = 'dynamodb:BatchGetItem';
const get = 'dynamodb:GetItem';
const put = 'dynamodb:PutItem';
const query = 'dynamodb:Query';
const scan = 'dynamodb:Scan';
const remove = 'dynamodb:DeleteItem';
const update = 'dynamodb:UpdateItem';
const post = ['es:ESHttpPost'];
const fetch = ['es:ESHttpGet'];
const invoke = ['bedrock:InvokeModel'];

const search = (audit: string) => ({
  audit: [audit],
  documents: [batchGet],
  embedding: invoke,
  platform: [get],
  rerank: invoke,
  'search /_msearch': post,
  'search /rag-chunks/_mapping': fetch,
  'search /rag-chunks/_search': post,
  text: ['bedrock:InvokeModelWithResponseStream'],
});

/** Exactly what each function may do besides writing its log and traces, by its construct's path in the stack. */
export const permissions = (audit: 'firehose:PutRecord' | 'kinesis:PutRecord') => ({
  'Ingestion/Worker': {
    anything: ['textract:GetDocumentTextDetection', 'textract:StartDocumentTextDetection'],
    audit: [audit],
    documents: [remove, get, query, scan, update],
    embedding: invoke,
    originals: ['s3:DeleteObject', 's3:GetObject'],
    'originals list': ['s3:ListBucket'],
    platform: [get],
    queue: [
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ],
    'search /_aliases': post,
    'search /_bulk': post,
    'search /_msearch': post,
    'search /rag-chunks-all': fetch,
    ...Object.fromEntries(
      ['rag-chunks-all', 'rag-answers-all'].flatMap((all) => [
        [`search /${all}/_delete_by_query`, post],
        [`search /${all}/_refresh`, fetch],
      ]),
    ),
  },
  Documents: {
    audit: [audit],
    documents: [batchGet, get, put, update],
    originals: ['s3:GetObject', 's3:PutObject'],
    owners: [query],
    queue: ['sqs:SendMessage'],
  },
  'Query/Search': search(audit),
  'Query/Answer': {
    ...search(audit),
    documents: [batchGet, get],
    originals: ['s3:GetObject'],
    'search /_bulk': post,
  },
  'Query/SearchTool': search(audit),
  'Http/Authorizer': { platform: [get, update] },
});

/** What each function of a stack of RAG may do, by its construct's path in the stack. */
export const grantedIn = (synthesized: SynthesizedStage, name: string) => granted(synthesized, name, targetOf);

const models = { 'titan-embed': 'embedding', rerank: 'rerank', 'amazon.nova': 'text' } as const;

/** @throws Error for a resource that no function of RAG should reach */
function targetOf(stacks: readonly StackTemplate[], stack: StackTemplate, resource: unknown): Target {
  const text = JSON.stringify(resource);
  if (resource === '*') return 'anything';
  const path = /:domain\/[a-z0-9]+-rag(\/[^"]*)"/.exec(text)?.[1];
  if (path) return `search ${path}`;
  const endpoint = /:(?:endpoint|inference-component)\/([^"]*)"/.exec(text)?.[1];
  if (endpoint) return `endpoint ${endpoint}`;
  const model = (['titan-embed', 'rerank', 'amazon.nova'] as const).find((name) => text.includes(name));
  if (model) return models[model];
  if (text.includes('/index/ByOwner')) return 'owners';
  const { id, type } = referenced(stacks, stack, resource) ?? { id: text, type: 'nothing of the stage' };
  if (id.startsWith('Documents') && type === 'AWS::DynamoDB::GlobalTable') return 'documents';
  if (id.startsWith('OriginalsBucket')) return text.includes('/uploads/*') ? 'originals' : 'originals list';
  if (type === 'AWS::DynamoDB::GlobalTable') return 'platform';
  if (type === 'AWS::SQS::Queue') return 'queue';
  if (id.startsWith('Audit')) return 'audit';
  throw new Error(`${id} (${type}) is nothing that RAG should reach`);
}
