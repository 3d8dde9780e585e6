import { granted } from '../../support/permissions';
import type { StackTemplate, SynthesizedStage } from '../../support/stages';
import { referenced } from '../../support/template';

/** What the functions of streaming reach, by the names that the permissions below use. */
export type Target =
  | 'stream of features'
  | 'archive of features'
  | 'set aside'
  | 'platform'
  | 'events'
  | 'reader of its own'
  | 'features'
  | 'rankings'
  | 'items'
  | 'live'
  | 'ticks'
  | 'sockets'
  | 'review queue'
  | 'labels'
  | 'model'
  | 'classifier'
  | 'audit'
  | 'parked'
  | 'parked of owners'
  | 'put back'
  | 'failed'
  | 'images'
  | 'uploads'
  | 'rekognition';

/** What topics show is read there. */
const shown = { features: ['dynamodb:BatchGetItem'], rankings: ['dynamodb:Query'] };

/** What Lambda asks of the stream for a function that reads it. */
const readsEvents = (fanOut: boolean) => ({
  events: [
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
  ],
  ...(fanOut && { 'reader of its own': ['kinesis:SubscribeToShard'] }),
});

/** Exactly what each function may do besides writing its log and traces, by its construct's path in the stack. */
export const permissions = (
  { fanOut }: { readonly fanOut: boolean },
  audit: 'firehose:PutRecord' | 'kinesis:PutRecord',
) => ({
  Ingest: { events: ['kinesis:PutRecords'] },
  ParkedRecords: {
    audit: [audit],
    events: ['kinesis:PutRecords'],
    parked: ['s3:ListBucket'],
    'parked of owners': ['s3:DeleteObject', 's3:GetObject'],
    'put back': ['s3:GetObject', 's3:PutObject'],
  },
  CreateTicket: { platform: ['dynamodb:PutItem'] },
  LookUp: { features: ['dynamodb:BatchGetItem'], rankings: ['dynamodb:Query'] },
  'Count/Function': {
    ...readsEvents(fanOut),
    features: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    parked: ['s3:ListBucket', 's3:PutObject'],
    failed: ['s3:PutObject'],
    live: ['dynamodb:Query', 'dynamodb:UpdateItem'],
    ticks: ['sqs:SendMessage'],
  },
  'Moderate/Function': {
    ...readsEvents(fanOut),
    items: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    model: ['bedrock:InvokeModel'],
    platform: ['dynamodb:GetItem'],
    parked: ['s3:ListBucket', 's3:PutObject'],
    failed: ['s3:PutObject'],
    live: ['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    ticks: ['sqs:SendMessage'],
  },
  'ImageScreening/Function': {
    events: ['kinesis:PutRecords'],
    images: ['s3:GetObject'],
    items: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    platform: ['dynamodb:GetItem'],
    rekognition: ['rekognition:DetectModerationLabels'],
    uploads: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  },
  Images: { images: ['s3:PutObject'], items: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
  Items: { audit: [audit], items: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'] },
  ModerationReviews: {
    audit: [audit],
    images: ['s3:GetObject'],
    items: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    'review queue': ['dynamodb:Query'],
    labels: ['dynamodb:Query'],
    live: ['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    ticks: ['sqs:SendMessage'],
  },
  ModerationPolicy: {
    audit: [audit],
    items: ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem'],
    'review queue': ['dynamodb:Query'],
    labels: ['dynamodb:Query'],
  },
  'ReviewWatch/Function': { 'review queue': ['dynamodb:Scan'] },
  'FeatureArchive/Function': {
    'archive of features': ['firehose:PutRecordBatch'],
    'set aside': ['sqs:SendMessage'],
    'stream of features': [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
  },
  'Live/Authorizer': { platform: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'] },
  'Live/Connect': {
    live: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    sockets: ['execute-api:ManageConnections'],
  },
  'Live/Disconnect': { live: ['dynamodb:DeleteItem', 'dynamodb:Query'] },
  'Live/Ask': {
    ...shown,
    live: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    sockets: ['execute-api:ManageConnections'],
    ticks: ['sqs:SendMessage'],
  },
  'Live/Publish': {
    ...shown,
    live: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    sockets: ['execute-api:ManageConnections'],
    ticks: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  },
  'Live/Refresh': { live: ['dynamodb:Query'], ticks: ['sqs:SendMessage'] },
  'Http/Authorizer': { platform: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
});

/** What each function of a stack of streaming may do, by its construct's path in the stack. */
export const grantedIn = (synthesized: SynthesizedStage, name: string) => granted(synthesized, name, targetOf);

/** @throws Error for a resource that no function of streaming should reach */
function targetOf(stacks: readonly StackTemplate[], stack: StackTemplate, resource: unknown): Target {
  const { id, type } = referenced(stacks, stack, resource) ?? {
    id: JSON.stringify(resource),
    type: 'nothing of the stage',
  };
  const text = JSON.stringify(resource);
  const told = toldBy(id, text);
  if (told) return told;
  const known: Readonly<Record<string, Target>> = {
    'AWS::SQS::Queue': 'set aside',
    'AWS::KinesisFirehose::DeliveryStream': 'archive of features',
    'AWS::Kinesis::Stream': 'events',
    'AWS::Kinesis::StreamConsumer': 'reader of its own',
  };
  if (type === 'AWS::DynamoDB::GlobalTable') return tableOf(id, text);
  const target = known[type];
  if (!target) throw new Error(`${id} (${type}) is nothing that streaming should reach`);
  return target;
}

function parkedUnder(resource: string): Target {
  if (resource.includes('/aws/lambda/')) return 'failed';
  if (resource.includes('/put-back/')) return 'put back';
  return resource.includes('/parked/of/') ? 'parked of owners' : 'parked';
}

/** What is told by a name alone. */
function toldBy(id: string, text: string): Target | undefined {
  if (text.includes('arn:aws:execute-api:')) return 'sockets';
  if (text === '"*"') return 'rekognition';
  if (text.includes(':bedrock:')) return 'model';
  if (text.includes(':sagemaker:')) return 'classifier';
  if (id.startsWith('ParkedBucket')) return parkedUnder(text);
  if (id.startsWith('ImagesBucket')) return 'images';
  const named: Readonly<Record<string, Target>> = {
    Audit: 'audit',
    ImageScreeningQueue: 'uploads',
    LiveQueueTicks: 'ticks',
  };
  return Object.entries(named).find(([begin]) => id.startsWith(begin))?.[1];
}

function tableOf(id: string, text: string): Target {
  if (id.startsWith('Features')) return partOf(text);
  if (id.startsWith('Live')) return 'live';
  if (!id.startsWith('Items')) return 'platform';
  if (text.includes('/index/Labels')) return 'labels';
  return text.includes('/index/ReviewQueue') ? 'review queue' : 'items';
}

function partOf(resource: string): Target {
  if (resource.includes('/index/Rankings')) return 'rankings';
  return resource.includes('StreamArn') ? 'stream of features' : 'features';
}
