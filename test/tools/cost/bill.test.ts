import type { Amounts, Workload } from '../../../lib/design';
import { type BillOptions, bill } from '../../../tools/cost/bill';
import { idleLines } from '../../../tools/cost/idle';
import { scenarioReport } from '../../../tools/cost/scenario-report';
import { sums } from '../../../tools/cost/sum';
import { unitCosts } from '../../../tools/cost/units';
import { PriceBook } from '../../../tools/prices';
import { type DesignWorkload, parseScenario } from '../../../tools/scenario';
import { assemblyOf, type Resources } from './support/assembly';

/** Days of a month of 730 hours. */
const DAYS = 730 / 24;
const KB_A_GB = 1024 ** 2;

const Fn = { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512, Architectures: ['arm64'] } };

const workload = (perUnit: Amounts, more: Partial<Workload> = {}): readonly DesignWorkload[] => [
  { name: 'app', workload: { unit: 'call', perUnit, targets: { unitsADay: 1e9 }, ...more } },
];

/** USD of a month by price's dimension, of so many calls a month. */
function usdOf(
  perUnit: Amounts,
  callsAMonth: number,
  resources: Resources = {},
  more: Partial<Workload> = {},
): Record<string, number> {
  const assembly = assemblyOf({ Fn, ...resources });
  const designs = workload(perUnit, more);
  const book = new PriceBook();
  const options: BillOptions = { assembly, designs, idle: idleLines(assembly, { book }), book };
  const scenario = parseScenario({ name: 'x', users: 0, designs: { app: { unitsADay: callsAMonth / DAYS } } }, 'x');
  const lines = bill(scenario, options).filter(({ driver }) => driver !== 'idle');
  return sums(
    lines,
    ({ service }) => service,
    ({ usd }) => usd,
  );
}

const M = 1e6;

describe('hand-computed months', () => {
  it('Lambda: 100 M calls of 200 ms at 512 MB, arm: requests 20, and 10 M GB-seconds at 0.0000133334', () => {
    const usd = usdOf({ lambdaRequests: 1, lambdaGbMs: 0.5 * 200 }, 100 * M);
    expect(usd['AWS Lambda']).toBeCloseTo(100 * M * 0.2e-6 + 10 * M * 0.0000133334, 6);
  });

  it('Lambda: past 7,500 M GB-seconds the next tier, 0.0000120001', () => {
    const usd = usdOf({ lambdaGbMs: 1000 }, 8_000 * M);
    expect(usd['AWS Lambda']).toBeCloseTo(7_500 * M * 0.0000133334 + 500 * M * 0.0000120001, 3);
  });

  it('API Gateway WebSocket: 1,500 M messages are a thousand millions at 1.00 and the rest at 0.80, and minutes 0.25 a million', () => {
    const usd = usdOf({ webSocketMessages: 15, webSocketConnectionMinutes: 2 }, 100 * M);
    expect(usd['Amazon API Gateway']).toBeCloseTo(1_000 * 1 + 500 * 0.8 + 200 * 0.25, 6);
  });

  it('API Gateway REST: 400 M requests are 333 millions at 3.50 and 67 at 2.80', () => {
    expect(usdOf({ restRequests: 1 }, 400 * M)['Amazon API Gateway']).toBeCloseTo(333 * 3.5 + 67 * 2.8, 6);
  });

  it('DynamoDB: 10 M writes at 0.625, 20 M reads at 0.125, 12 GB-months at 0.25, and 0.20 more where it is backed up', () => {
    const amounts = { dynamodbWriteUnits: 10, dynamodbReadUnits: 20, dynamodbKbMonths: (12 * KB_A_GB) / M };
    expect(usdOf(amounts, M)['Amazon DynamoDB']).toBeCloseTo(10 * 0.625 + 20 * 0.125 + 12 * 0.25, 6);
    const Table = {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    };
    expect(usdOf({ dynamodbKbMonths: (12 * KB_A_GB) / M }, M, { Table })['Amazon DynamoDB']).toBeCloseTo(12 * 0.45, 6);
  });

  it('DynamoDB: a write to a global table is written once in each region, at its price', () => {
    const Table = {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [{ Region: 'us-east-1' }, { Region: 'eu-west-1' }],
      },
    };
    expect(usdOf({ dynamodbWriteUnits: 1 }, M, { Table })['Amazon DynamoDB']).toBeCloseTo(0.625 + 0.705, 6);
  });

  it('Kinesis on demand: 100 GB in at 0.08, read by a function at 0.04 and by a consumer of its own at 0.05', () => {
    const source = { 'Fn::GetAtt': ['S', 'Arn'] };
    const usd = usdOf({ kinesisKb: (100 * KB_A_GB) / M }, M, {
      S: { Type: 'AWS::Kinesis::Stream', Properties: { StreamModeDetails: { StreamMode: 'ON_DEMAND' } } },
      Map: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: source } },
      Own: { Type: 'AWS::Kinesis::StreamConsumer', Properties: { StreamARN: source } },
    });
    expect(usd['Amazon Kinesis Data Streams']).toBeCloseTo(100 * (0.08 + 0.04 + 0.05), 6);
  });

  it('Kinesis provisioned: 50 M records at 0.014, and nothing for reading them', () => {
    const S = { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } };
    const Mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['S', 'Arn'] } },
    };
    expect(usdOf({ kinesisKb: 1 }, 50 * M, { S, Mapping })['Amazon Kinesis Data Streams']).toBeCloseTo(50 * 0.014, 6);
  });

  it('Firehose: 600,000 GB cross from 0.029 to 0.025 at 512,000, and 0.018 for each that becomes Parquet', () => {
    const Delivery = {
      Type: 'AWS::KinesisFirehose::DeliveryStream',
      Properties: { ExtendedS3DestinationConfiguration: { DataFormatConversionConfiguration: { Enabled: true } } },
    };
    const usd = usdOf({ firehoseKb: 0.6 * KB_A_GB }, M, { Delivery });
    expect(usd['Amazon Data Firehose']).toBeCloseTo(512_000 * 0.029 + 88_000 * 0.025 + 600_000 * 0.018, 3);
  });

  it('CloudFront: 20,000 GB are 10,240 at 0.085 and the rest at 0.08; 10 M requests 10, and 6 more at the firewall', () => {
    const usd = usdOf({ cloudFrontRequests: 1, cloudFrontKb: (20_000 * KB_A_GB) / (10 * M) }, 10 * M, {
      Site: { Type: 'AWS::CloudFront::Distribution' },
      Acl: { Type: 'AWS::WAFv2::WebACL' },
    });
    expect(usd['Amazon CloudFront']).toBeCloseTo(10_240 * 0.085 + 9_760 * 0.08 + 10 * 1, 3);
    expect(usd['AWS WAF']).toBeCloseTo(6, 6);
  });

  it('Bedrock: a million answers of nova-lite, 1,000 tokens in at 0.06 and 300 out at 0.24 a million', () => {
    const usd = usdOf(
      { bedrockInputTokens: 1_000, bedrockOutputTokens: 300 },
      M,
      {},
      { models: { text: 'nova-lite' } },
    );
    expect(usd['Amazon Bedrock']).toBeCloseTo(1_000 * 0.06 + 300 * 0.24, 6);
  });

  it('S3: 60,000 GB-months cross from 0.023 to 0.022 at 51,200; a million puts 5, ten million gets 4', () => {
    const usd = usdOf({ s3KbMonths: (60_000 * KB_A_GB) / M, s3Puts: 1, s3Gets: 10 }, M);
    expect(usd['Amazon S3']).toBeCloseTo(51_200 * 0.023 + 8_800 * 0.022 + 5 + 4, 3);
  });

  it('CloudWatch: 20,000 GB of logs of functions cross from 0.50 to 0.25 at 10,240; kept for a month at a fifth, 0.03', () => {
    const Group = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 365 / 12 } };
    const usd = usdOf({ logsKb: (20_000 * KB_A_GB) / M }, M, { Group });
    expect(usd['Amazon CloudWatch']).toBeCloseTo(10_240 * 0.5 + 9_760 * 0.25 + 20_000 * 0.2 * 0.03, 3);
  });

  it('CloudWatch: metrics of the application 0.30 each, however many alarms look at one', () => {
    const alarm = (MetricName: string) => ({
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Namespace: 'Mine', MetricName },
    });
    const usd = usdOf({ lambdaRequests: 1 }, 1, { A: alarm('One'), B: alarm('One'), C: alarm('Two') });
    expect(usd['Amazon CloudWatch']).toBeCloseTo(0.6, 9);
  });

  it('SQS: 10 M requests to a FIFO queue 0.50 a million, to others 0.40', () => {
    expect(usdOf({ sqsFifoRequests: 1, sqsRequests: 1 }, 10 * M)['Amazon SQS']).toBeCloseTo(10 * 0.9, 6);
  });

  it('Cognito: a hundred people of the plan plus 0.02 each', () => {
    const assembly = assemblyOf({
      Fn,
      Users: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolTier: 'PLUS' } },
    });
    const designs = workload({ lambdaRequests: 1 }, { perUser: { monthlyActiveUsers: 1 } });
    const scenario = parseScenario({ name: 'x', users: 100, designs: { app: { unitsADay: 0 } } }, 'x');
    const lines = bill(scenario, { assembly, designs, idle: [], book: new PriceBook() });
    expect(lines).toEqual([expect.objectContaining({ driver: 'monthlyActiveUsers', usd: 2 })]);
  });

  it("OpenSearch: 20 M chunks of 2,394 bytes, twice, want 12 nodes of 8 GB for vectors: 9 beside the template's 3, with disks", () => {
    const Domain = {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: {
        ClusterConfig: { InstanceType: 'r7g.xlarge.search', InstanceCount: 3 },
        EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 200 },
      },
    };
    const assembly = assemblyOf({ Fn, Domain });
    const designs = workload({ lambdaRequests: 1 }, { perChunk: { memoryBytes: 2_394, diskBytes: 8_000 } });
    const scenario = parseScenario({ name: 'x', designs: { app: { unitsADay: 0, chunks: 20 * M } } }, 'x');
    const lines = bill(scenario, { assembly, designs, idle: [], book: new PriceBook() });
    expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(9 * 0.356 * 730 + 9 * 200 * 0.122, 6);
  });
});

it('takes the dearest model that the template lets the design ask, where it does not name the one of the workload', () => {
  const policy = (...ids: string[]) => ({
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { Resource: ids.map((id) => `arn:aws:bedrock:us-east-1::foundation-model/${id}`) },
    },
  });
  const usd = (resources: Resources) =>
    usdOf({ bedrockOutputTokens: 1, bedrockRerankQueries: 1 }, M, resources, {
      models: { text: 'nova-lite', rerank: 'cohere-rerank-3.5' },
    })['Amazon Bedrock'];
  const [lite, pro, rerank] = [0.24, 3.2, 2_000];
  expect(usd({})).toBeCloseTo(lite + rerank, 6);
  expect(usd(policy('amazon.nova-lite-v1:0', 'amazon.nova-pro-v1:0', 'cohere.rerank-v3-5:0'))).toBeCloseTo(
    lite + rerank,
    6,
  );
  expect(usd(policy('amazon.nova-micro-v1:0', 'amazon.nova-pro-v1:0'))).toBeCloseTo(pro, 6);
});

it('refuses a workload that asks a model and names none, and one that puts records into a stream that is not there', () => {
  expect(() => usdOf({ bedrockInputTokens: 1 }, 1)).toThrow('names no model for text');
  expect(() => usdOf({ kinesisKb: 1 }, 1)).toThrow('there is none in us-east-1');
});

it('reaches tiers by the sum of all designs and divides the price by what each uses', () => {
  const tag = (design: string) => ({
    ...Fn,
    Properties: { ...Fn.Properties, Tags: [{ Key: 'design', Value: design }] },
  });
  const assembly = assemblyOf({ A: tag('a'), B: tag('b') });
  const named = (name: string) => ({
    name,
    workload: { unit: 'call', perUnit: { restRequests: 1 }, targets: { unitsADay: 1 } },
  });
  const scenario = parseScenario(
    { name: 'x', designs: { a: { unitsADay: (300 * M) / DAYS }, b: { unitsADay: (100 * M) / DAYS } } },
    'x',
  );
  const lines = bill(scenario, { assembly, designs: [named('a'), named('b')], idle: [], book: new PriceBook() });
  const all = 333 * 3.5 + 67 * 2.8;
  expect(lines.map(({ design, usd }) => [design, Number(usd.toFixed(6))])).toEqual([
    ['a', Number((all * 0.75).toFixed(6))],
    ['b', Number((all * 0.25).toFixed(6))],
  ]);
});

it('tells the unit at list price beside the idle floor, and the whole month over its units as a scenario grows', () => {
  const assembly = assemblyOf({ Fn, Key: { Type: 'AWS::KMS::Key' } });
  const designs = workload({ lambdaRequests: 2 }, { targets: { unitsADay: 100_000 } });
  const book = new PriceBook();
  expect(unitCosts(assembly, designs, book)).toEqual([
    expect.objectContaining({ design: 'app', unit: 'call', usdPerUnit: expect.closeTo(0.4e-6, 12) }),
  ]);
  const options = { assembly, designs, idle: idleLines(assembly, { book }), book };
  const { points } = scenarioReport(parseScenario({ name: 'x', designs: { app: { unitsADay: 1_000 } } }, 'x'), options);
  expect(points.map(({ scale }) => scale)).toEqual([1, 10, 100]);
  for (const { scale, usdPerMonth, units, byDesign, byDriver } of points) {
    const usd = 1 + 1_000 * scale * DAYS * 0.4e-6;
    expect(usdPerMonth).toBeCloseTo(usd, 9);
    expect(byDesign.app).toBeCloseTo(usd, 9);
    expect(byDriver.idle).toBe(1);
    expect(units[0]?.usdPerUnit).toBeCloseTo(usd / (1_000 * scale * DAYS), 12);
  }
});
