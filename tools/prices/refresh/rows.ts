/** Where AWS's price list has a price: the offer's code and the usage type without the region's prefix. */
export interface Row {
  readonly offer: string;
  readonly usageType: string;
}

const of = (offer: string, usageTypes: Readonly<Record<string, string>>): Record<string, Row> =>
  Object.fromEntries(Object.entries(usageTypes).map(([id, usageType]) => [id, { offer, usageType }]));

/** Ids that a refresh finds. The others are read by people: their rows are told apart by more than a usage type. */
const fixed: Readonly<Record<string, Row>> = {
  ...of('AWSLambda', {
    'lambda.gbSecond.arm64': 'Lambda-GB-Second-ARM',
    'lambda.gbSecond.x86_64': 'Lambda-GB-Second',
    'lambda.provisionedGbSecond.arm64': 'Lambda-Provisioned-Concurrency-ARM',
    'lambda.provisionedGbSecond.x86_64': 'Lambda-Provisioned-Concurrency',
  }),
  ...of('AmazonDynamoDB', {
    'dynamodb.writeUnit': 'WriteRequestUnits',
    'dynamodb.readUnit': 'ReadRequestUnits',
    'dynamodb.replicatedWriteUnit': 'ReplWriteRequestUnits',
    'dynamodb.writeCapacityHour': 'WriteCapacityUnit-Hrs',
    'dynamodb.readCapacityHour': 'ReadCapacityUnit-Hrs',
    'dynamodb.replicatedWriteCapacityHour': 'ReplWriteCapacityUnit-Hrs',
  }),
  ...of('AmazonKinesis', {
    'kinesis.shardHour': 'Storage-ShardHour',
    'kinesis.putUnit': 'PutRequestPayloadUnits',
    'kinesis.streamHour': 'OnDemand-StreamHour',
    'kinesis.ingestGb': 'OnDemand-BilledIncomingBytes',
    'kinesis.retrieveGb': 'OnDemand-BilledOutgoingBytes',
  }),
  ...of('AmazonS3', { 's3.coldGbMonth': 'TimedStorage-GIR-ByteHrs' }),
  ...of('AmazonCloudWatch', {
    'cloudwatch.alarm': 'CW:AlarmMonitorUsage',
    'cloudwatch.metric': 'CW:MetricMonitorUsage',
  }),
  ...of('AmazonVPC', { 'vpc.endpointHour': 'VpcEndpoint-Hours', 'vpc.endpointGb': 'VpcEndpoint-Bytes' }),
  ...of('AWSSecretsManager', {
    'secrets.secret': 'AWSSecretsManager-Secrets',
    'secrets.call': 'AWSSecretsManagerAPIRequest',
  }),
};

/** Instances are named in their usage types. */
export function rowOf(id: string): Row | undefined {
  const [, instance] = /^sagemaker\.instanceHour\.(.+)$/.exec(id) ?? [];
  if (instance) return { offer: 'AmazonSageMaker', usageType: `Host:${instance}` };
  const [, node] = /^opensearch\.instanceHour\.(.+)\.search$/.exec(id) ?? [];
  if (node) return { offer: 'AmazonES', usageType: `ESInstance:${node}` };
  return fixed[id];
}

/** What usage types of a region begin with. @see https://docs.aws.amazon.com/cur/latest/userguide/Lineitem-columns.html */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  'us-east-1': ['', 'USE1-'],
  'us-west-2': ['USW2-'],
  'eu-west-1': ['EU-', 'EUW1-'],
  'eu-central-1': ['EUC1-'],
  'ap-southeast-1': ['APS1-'],
  'ap-northeast-1': ['APN1-'],
};

/** Every usage type that a row may have in a region. */
export const usageTypesOf = ({ usageType }: Row, region: string): readonly string[] =>
  [...(prefixes[region] ?? []), `${region}-`].map((prefix) => `${prefix}${usageType}`);
