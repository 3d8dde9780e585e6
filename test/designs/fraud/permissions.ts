import { granted } from '../../support/permissions';
import type { StackTemplate, SynthesizedStage } from '../../support/stages';
import { referenced } from '../../support/template';

/** What the functions of fraud scoring reach, by the names that the permissions below use. */
export type Target =
  | 'platform'
  | 'decisions'
  | 'queue of reviews'
  | 'sample of decisions'
  | 'stream of decisions'
  | 'histories'
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
  Decide: { decisions: [batchGet, get, put], histories: [batchGet, put] },
  Cases: { decisions: [batchGet, get, put], histories: [batchGet, put] },
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
export const grantedIn = (synthesized: SynthesizedStage, name: string) => granted(synthesized, name, targetOf);

/** @throws Error for a resource that no function of fraud scoring should reach */
function targetOf(stacks: readonly StackTemplate[], stack: StackTemplate, resource: unknown): Target {
  const { id, type } = referenced(stacks, stack, resource) ?? {
    id: JSON.stringify(resource),
    type: 'nothing of the stage',
  };
  if (type === 'AWS::DynamoDB::GlobalTable') return tableTarget(id, JSON.stringify(resource));
  if (type === 'AWS::SQS::Queue') return 'set aside';
  if (type === 'AWS::KMS::Key') return 'key';
  if (type === 'AWS::S3::Bucket' && id.startsWith('Audit')) return 'audit bucket';
  if (id.startsWith('Audit')) return 'audit';
  throw new Error(`${id} (${type}) is nothing that fraud scoring should reach`);
}

function tableTarget(id: string, resource: string): Target {
  if (id.startsWith('Histories')) return 'histories';
  if (!id.startsWith('Decisions')) return 'platform';
  if (resource.includes('/index/Reviews')) return 'queue of reviews';
  if (resource.includes('/index/Sample')) return 'sample of decisions';
  if (resource.includes('/index/Told')) return 'told';
  return resource.includes('StreamArn') ? 'stream of decisions' : 'decisions';
}
