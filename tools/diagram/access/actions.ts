/** What actions let somebody do with data; `manage` is permission that moves no data of the workload. */
export type Access = 'read' | 'write' | 'both' | 'invoke' | 'manage';

/** Services whose permissions move no data of the workload: keys, logs, traces, metrics, network interfaces. */
const plumbing = new Set([
  'kms',
  'logs',
  'xray',
  'cloudwatch',
  'ec2',
  'sts',
  'iam',
  'tag',
  'ecr',
  'glue',
  'cloudformation',
  'ssmmessages',
]);

const reading =
  /^(BatchGet|Get|List|Query|Scan|Select|Receive|Head|Search|Read|Retrieve|ConditionCheck|PartiQLSelect|SubscribeToShard|ESHttp(Get|Head)|Detect|Analyze)/;
/** Taking a message away, or holding it, is part of reading it. */
const consuming = new Set(['sqs:DeleteMessage', 'sqs:DeleteMessageBatch', 'sqs:ChangeMessageVisibility']);
/** What tells of a thing and nothing of what is in it. */
const asking = /^(Describe|GetQueue(Attributes|Url)$|GetBucketLocation$|ListTags)/;
const invoking =
  /^(Invoke|Converse|StartExecution|StartSyncExecution|StartPipelineExecution|ApplyGuardrail|Rerank|Retrieve(AndGenerate)?$|RunTask)/;

/** Requests of OpenSearch that are posts because they have a body, and read. */
const searching = /_(search|msearch|count|mget|mapping)(\/|$)/;

/** @param within path in the resource that the permission is for, where it has one */
export function accessOf(action: string, within = ''): Access {
  if (action === 'es:ESHttpPost' && searching.test(within)) return 'read';
  const [service = '', name = ''] = action.split(':');
  if (plumbing.has(service) || asking.test(name)) return 'manage';
  if (action === '*' || name === '*') return 'both';
  if (invoking.test(name)) return 'invoke';
  if (consuming.has(action) || reading.test(name)) return 'read';
  return 'write';
}

/** Several together: reading and writing make both; anything that moves data hides what does not. */
export function combined(accesses: readonly Access[]): Access {
  const moving = new Set(accesses.filter((access) => access !== 'manage'));
  if (moving.has('both') || (moving.has('read') && moving.has('write'))) return 'both';
  for (const access of ['write', 'read', 'invoke'] as const) if (moving.has(access)) return access;
  return 'manage';
}
