import { granted } from '../../support/permissions';
import type { StackTemplate, SynthesizedStage } from '../../support/stages';
import { referenced } from '../../support/template';

/** What the functions of fraud scoring reach, by the names that the permissions below use. */
export type Target =
  | 'platform'
  | 'decisions'
  | 'queue of reviews'
  | 'sample of decisions'
  | 'watched decisions'
  | 'stream of decisions'
  | 'histories'
  | 'models'
  | `endpoint ${string}`
  | 'set aside'
  | 'told'
  | 'audit'
  | 'audit bucket'
  | 'key';

const batchGet = 'dynamodb:BatchGetItem';
const get = 'dynamodb:GetItem';
const put = 'dynamodb:PutItem';
const update = 'dynamodb:UpdateItem';

/** Exactly what each function may do besides writing its log and traces, by its construct's path in the stack. */
export const permissions = (audit: 'firehose:PutRecord' | 'kinesis:PutRecord') => ({
  Decide: { decisions: [batchGet, get, put], histories: [batchGet, put], models: ['s3:GetObject'] },
  Cases: {
    ...{ decisions: [batchGet, get], histories: [batchGet] },
    'sample of decisions': ['dynamodb:Query'],
  },
  Feedback: { decisions: [batchGet, get, put], histories: [batchGet, put] },
  Reviews: {
    audit: [audit],
    decisions: [batchGet, get, put],
    histories: [batchGet, put],
    'queue of reviews': ['dynamodb:Query'],
  },
  Lists: { decisions: ['dynamodb:DeleteItem', put, 'dynamodb:Query'] },
  Rules: {
    audit: [audit],
    decisions: [batchGet, 'dynamodb:DeleteItem', put],
    'sample of decisions': ['dynamodb:Query'],
  },
  'Drift/Function': { decisions: [batchGet], 'watched decisions': ['dynamodb:Query'] },
  Models: {
    audit: [audit],
    decisions: [batchGet, 'dynamodb:DeleteItem', put],
    models: ['s3:GetObject'],
  },
  'Reconciliation/Function': {
    'audit bucket': ['s3:GetObject', 's3:ListBucket'],
    histories: [batchGet],
    key: ['kms:Decrypt'],
    told: ['dynamodb:Query'],
  },
  'Record/Function': {
    audit: [audit],
    'set aside': ['sqs:SendMessage'],
    'stream of decisions': [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
  },
  'Http/Authorizer': { platform: [get, update] },
});

/** What each function of a stack of fraud scoring may do, by its construct's path in the stack. */
export const grantedIn = (synthesized: SynthesizedStage, name: string) =>
  granted(synthesized, name, (stacks, stack, resource) => endpointOf(resource) ?? targetOf(stacks, stack, resource));

/** An endpoint is named, and not referred to. */
function endpointOf(resource: unknown): Target | undefined {
  const name = /:endpoint\/([^"]*)"/.exec(JSON.stringify(resource))?.[1];
  return name === undefined ? undefined : `endpoint ${name}`;
}

/** @throws Error for a resource that no function of fraud scoring should reach */
function targetOf(stacks: readonly StackTemplate[], stack: StackTemplate, resource: unknown): Target {
  const { id, type } = referenced(stacks, stack, resource) ?? {
    id: JSON.stringify(resource),
    type: 'nothing of the stage',
  };
  if (type === 'AWS::DynamoDB::GlobalTable') return tableTarget(id, JSON.stringify(resource));
  if (type === 'AWS::SQS::Queue') return 'set aside';
  if (id.startsWith('Models')) return 'models';
  if (type === 'AWS::KMS::Key') return 'key';
  if (type === 'AWS::S3::Bucket' && id.startsWith('Audit')) return 'audit bucket';
  if (id.startsWith('Audit')) return 'audit';
  throw new Error(`${id} (${type}) is nothing that fraud scoring should reach`);
}

/** What is reached besides the items of the table of decisions, by a part of its ARN. */
const besides = {
  '/index/Reviews': 'queue of reviews',
  '/index/Sample': 'sample of decisions',
  '/index/Watch': 'watched decisions',
  '/index/Told': 'told',
  StreamArn: 'stream of decisions',
} as const satisfies Readonly<Record<string, Target>>;

function tableTarget(id: string, arn: string): Target {
  if (id.startsWith('Histories')) return 'histories';
  if (!id.startsWith('Decisions')) return 'platform';
  return Object.entries(besides).find(([part]) => arn.includes(part))?.[1] ?? 'decisions';
}
