import { granted } from '../../support/permissions';
import type { StackTemplate, SynthesizedStage } from '../../support/stages';
import { referenced } from '../../support/template';

/** What the functions of streaming reach, by the names that the permissions below use. */
export type Target = 'platform' | 'events' | 'reader of its own' | 'features' | 'rankings' | 'parked' | 'failed';

/** Exactly what each function may do besides writing its log and traces, by its construct's path in the stack. */
export const permissions = ({ fanOut }: { readonly fanOut: boolean }) => ({
  Ingest: { events: ['kinesis:PutRecords'] },
  LookUp: { features: ['dynamodb:BatchGetItem'], rankings: ['dynamodb:Query'] },
  'Count/Function': {
    events: [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ],
    ...(fanOut && { 'reader of its own': ['kinesis:SubscribeToShard'] }),
    features: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    parked: ['s3:ListBucket', 's3:PutObject'],
    failed: ['s3:PutObject'],
  },
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
  if (type === 'AWS::DynamoDB::GlobalTable') {
    if (JSON.stringify(resource).includes('/index/Rankings')) return 'rankings';
    return id.startsWith('Features') ? 'features' : 'platform';
  }
  if (type === 'AWS::Kinesis::Stream') return 'events';
  if (type === 'AWS::Kinesis::StreamConsumer') return 'reader of its own';
  if (type === 'AWS::S3::Bucket' && id.startsWith('Parked')) {
    return JSON.stringify(resource).includes('/aws/lambda/') ? 'failed' : 'parked';
  }
  throw new Error(`${id} (${type}) is nothing that streaming should reach`);
}
