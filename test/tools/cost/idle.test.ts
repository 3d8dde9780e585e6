import { CostError } from '../../../tools/cost/cost-error';
import { idleLines } from '../../../tools/cost/idle';
import { PriceBook } from '../../../tools/prices';
import { assemblyOf, idleOf, idleUsd } from './support/assembly';

/** Hours of a month that AWS calculates with. */
const HOURS = 730;

it('is nothing for what is billed by use alone', () => {
  expect(
    idleUsd({
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST' } },
      Fn: { Type: 'AWS::Lambda::Function' },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
    }),
  ).toBe(0);
});

describe('DynamoDB', () => {
  it('costs the capacity of a table and its indexes: 10 + 5 writes at 0.00065 and 20 + 5 reads at 0.00013 an hour', () => {
    const throughput = (WriteCapacityUnits: number, ReadCapacityUnits: number) => ({
      WriteCapacityUnits,
      ReadCapacityUnits,
    });
    expect(
      idleUsd({
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            ProvisionedThroughput: throughput(10, 20),
            GlobalSecondaryIndexes: [{ IndexName: 'by', ProvisionedThroughput: throughput(5, 5) }],
          },
        },
      }),
    ).toBeCloseTo(15 * 0.00065 * HOURS + 25 * 0.00013 * HOURS, 9);
  });

  it('costs the least that scaling leaves, in each region of a global table at its own price', () => {
    const least = (MinCapacity: number) => ({ MinCapacity, MaxCapacity: 99 });
    const replica = (Region: string) => ({
      Region,
      ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: least(4) },
    });
    const lines = idleOf({
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          BillingMode: 'PROVISIONED',
          WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: least(2) },
          Replicas: [replica('us-east-1'), replica('eu-west-1')],
        },
      },
    });
    expect(lines.map(({ region, price, usdPerMonth }) => [region, price, Number(usdPerMonth.toFixed(6))])).toEqual([
      ['us-east-1', 'dynamodb.replicatedWriteCapacityHour', Number((2 * 0.00065 * HOURS).toFixed(6))],
      ['us-east-1', 'dynamodb.readCapacityHour', Number((4 * 0.00013 * HOURS).toFixed(6))],
      ['eu-west-1', 'dynamodb.replicatedWriteCapacityHour', Number((2 * 0.000735 * HOURS).toFixed(6))],
      ['eu-west-1', 'dynamodb.readCapacityHour', Number((4 * 0.000147 * HOURS).toFixed(6))],
    ]);
  });
});

describe('Lambda', () => {
  const fn = (Architectures?: string[]) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { MemorySize: 1024, Architectures },
  });
  const alias = (ProvisionedConcurrentExecutions: number) => ({
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Fn' }, ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions } },
  });

  it('costs warm environments by memory and architecture: 10 of a GB at 0.0000033334 (arm) or 0.0000041667 a second', () => {
    expect(idleUsd({ Fn: fn(['arm64']), Live: alias(10) })).toBeCloseTo(10 * 0.0000033334 * HOURS * 3600, 6);
    expect(idleUsd({ Fn: fn(), Live: alias(10) })).toBeCloseTo(10 * 0.0000041667 * HOURS * 3600, 6);
  });

  it('costs provisioned pollers by what they poll: a queue 0.00925, Kafka 0.185 an hour', () => {
    const mapping = (EventSourceArn: unknown) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn, ProvisionedPollerConfig: { MinimumPollers: 3 } },
    });
    const Queue = { Type: 'AWS::SQS::Queue' };
    expect(idleUsd({ Queue, Map: mapping({ 'Fn::GetAtt': ['Queue', 'Arn'] }) })).toBeCloseTo(3 * 0.00925 * HOURS, 9);
    expect(idleUsd({ Map: mapping('arn:aws:kafka:us-east-1:1:cluster/x') })).toBeCloseTo(3 * 0.185 * HOURS, 9);
  });

  it('asks an empty queue, which is billed: 5 polls each 20 seconds, 657,000 requests at 0.40 or 0.50 a million', () => {
    const mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    };
    const queue = (FifoQueue?: boolean) => ({ Type: 'AWS::SQS::Queue', Properties: { FifoQueue } });
    expect(idleUsd({ Queue: queue(), Map: mapping })).toBeCloseTo(0.657 * 0.4, 9);
    expect(idleOf({ Queue: queue(true), Map: mapping })[0]).toMatchObject({
      usdPerMonth: expect.closeTo(0.657 * 0.5, 9),
      confidence: 'estimated',
    });
  });
});

describe('Kinesis', () => {
  const stream = (properties: Record<string, unknown>) => ({ Type: 'AWS::Kinesis::Stream', Properties: properties });

  it('costs a stream on demand 0.04 an hour, with consumers of its own or without', () => {
    const Consumer = {
      Type: 'AWS::Kinesis::StreamConsumer',
      Properties: { StreamARN: { 'Fn::GetAtt': ['S', 'Arn'] } },
    };
    expect(idleUsd({ S: stream({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } }), Consumer })).toBeCloseTo(
      0.04 * HOURS,
      9,
    );
  });

  it('costs shards 0.015 an hour, 0.02 more where more than a day is kept, 0.015 more for a consumer', () => {
    const Consumer = {
      Type: 'AWS::Kinesis::StreamConsumer',
      Properties: { StreamARN: { 'Fn::GetAtt': ['S', 'Arn'] } },
    };
    expect(idleUsd({ S: stream({ ShardCount: 4 }) })).toBeCloseTo(4 * 0.015 * HOURS, 9);
    expect(idleUsd({ S: stream({ ShardCount: 4, RetentionPeriodHours: 48 }), Consumer })).toBeCloseTo(
      4 * (0.015 + 0.02 + 0.015) * HOURS,
      9,
    );
  });
});

describe('OpenSearch', () => {
  it('costs nodes, managers and disks: 3 x 0.356, 3 x 0.135 an hour and 3 x 200 GB at 0.122', () => {
    const properties = {
      ClusterConfig: {
        InstanceType: 'r7g.xlarge.search',
        InstanceCount: 3,
        DedicatedMasterEnabled: true,
        DedicatedMasterCount: 3,
        DedicatedMasterType: 'm7g.large.search',
      },
      EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 200 },
    };
    const usd = idleUsd({ Domain: { Type: 'AWS::OpenSearchService::Domain', Properties: properties } });
    expect(usd).toBeCloseTo(3 * 0.356 * HOURS + 3 * 0.135 * HOURS + 600 * 0.122, 6);
  });

  it('refuses an instance type without a price, by name', () => {
    const domain = {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: { ClusterConfig: { InstanceType: 'x9z.huge.search' } },
    };
    expect(() => idleUsd({ Domain: domain })).toThrow('no price opensearch.instanceHour.x9z.huge.search for us-east-1');
  });
});

describe('CloudWatch', () => {
  const alarm = (properties: Record<string, unknown>) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: properties });
  const read = (Period: number) => ({ Id: 'm', MetricStat: { Metric: {}, Period, Stat: 'Sum' } });

  it('costs an alarm 0.10 for each metric that it reads, 0.30 where it looks more often than each minute', () => {
    expect(idleUsd({ A: alarm({ MetricName: 'Errors', Period: 300 }) })).toBeCloseTo(0.1, 9);
    expect(idleUsd({ A: alarm({ Metrics: [read(300), read(300), { Id: 'e', Expression: 'm1 / m2' }] }) })).toBeCloseTo(
      0.2,
      9,
    );
    expect(idleUsd({ A: alarm({ Metrics: [read(10)] }) })).toBeCloseTo(0.3, 9);
  });

  it('costs an alarm on anomalies for the metric and both bounds of its band', () => {
    const band = { Id: 'b', Expression: 'ANOMALY_DETECTION_BAND(m, 2)' };
    expect(idleUsd({ A: alarm({ Metrics: [read(300), band] }) })).toBeCloseTo(0.3, 9);
  });

  it('has three dashboards for nothing and costs 3 for each more, and for each of more than fifty metrics', () => {
    const board = (metrics: number) => ({
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardBody: JSON.stringify({
          widgets: [{ properties: { metrics: Array.from({ length: metrics }, (_, n) => ['AWS/Lambda', `M${n}`]) } }],
        }),
      },
    });
    expect(idleUsd({ A: board(1), B: board(1), C: board(50) })).toBe(0);
    expect(idleUsd({ A: board(1), B: board(1), C: board(1), D: board(1), E: board(51) })).toBe(6);
  });
});

it('costs a key of KMS 1 a month', () => {
  expect(idleUsd({ Key: { Type: 'AWS::KMS::Key' }, Copy: { Type: 'AWS::KMS::ReplicaKey' } })).toBe(2);
});

it('costs a firewall 5, each rule 1, and 10 more for bot control', () => {
  const group = (Name: string) => ({ Name, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name } } });
  const rules = [group('AWSManagedRulesCommonRuleSet'), group('AWSManagedRulesBotControlRuleSet')];
  expect(idleUsd({ Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { Rules: rules } } })).toBe(5 + 2 + 10);
});

describe('SageMaker', () => {
  const config = (variant: Record<string, unknown>) => ({
    Type: 'AWS::SageMaker::EndpointConfig',
    Properties: { ProductionVariants: [variant] },
  });
  const Endpoint = {
    Type: 'AWS::SageMaker::Endpoint',
    Properties: { EndpointConfigName: { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] } },
  };

  it('costs the instances that an endpoint begins with: 2 of ml.g5.xlarge at 1.41 an hour', () => {
    const Config = config({ InstanceType: 'ml.g5.xlarge', InitialInstanceCount: 2 });
    expect(idleUsd({ Config, Endpoint })).toBeCloseTo(2 * 1.41 * HOURS, 6);
  });

  it('costs the least that scaling leaves, and nothing where that is none', () => {
    const scaled = (MinInstanceCount: number) =>
      config({ InstanceType: 'ml.g5.xlarge', InitialInstanceCount: 2, ManagedInstanceScaling: { MinInstanceCount } });
    expect(idleUsd({ Config: scaled(1), Endpoint })).toBeCloseTo(1.41 * HOURS, 6);
    expect(idleUsd({ Config: scaled(0), Endpoint })).toBe(0);
  });
});

describe('networks', () => {
  it('cost interfaces in each zone, NAT gateways and their addresses, and gateways nothing', () => {
    const endpoint = (VpcEndpointType: string) => ({
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { VpcEndpointType, SubnetIds: ['a', 'b', 'c'] },
    });
    const usd = idleUsd({
      Interface: endpoint('Interface'),
      Gateway: endpoint('Gateway'),
      Nat: { Type: 'AWS::EC2::NatGateway' },
      Address: { Type: 'AWS::EC2::EIP' },
    });
    expect(usd).toBeCloseTo((3 * 0.01 + 0.045 + 0.005) * HOURS, 6);
  });

  it('cost a health check by what it looks at: HTTPS of AWS 0.50 and 1, fast HTTP elsewhere 0.75 and 2, others 0.50', () => {
    const check = (HealthCheckConfig: Record<string, unknown>) => ({
      Type: 'AWS::Route53::HealthCheck',
      Properties: { HealthCheckConfig },
    });
    const usd = idleUsd({
      Ours: check({ Type: 'HTTPS', FullyQualifiedDomainName: 'x.execute-api.us-east-1.amazonaws.com' }),
      Theirs: check({ Type: 'HTTP', FullyQualifiedDomainName: 'example.com', RequestInterval: 10 }),
      Sum: check({ Type: 'CALCULATED' }),
    });
    expect(usd).toBeCloseTo(1.5 + 2.75 + 0.5, 9);
  });
});

it('costs twenty-five zones 0.50 each and the others 0.10', () => {
  const zones = Array.from({ length: 27 }, (_, n) => [`Zone${n}`, { Type: 'AWS::Route53::HostedZone' }] as const);
  expect(idleUsd(Object.fromEntries(zones))).toBeCloseTo(25 * 0.5 + 2 * 0.1, 9);
});

it('traces every line to a resource and to the source of its price', () => {
  expect(idleOf({ Key: { Type: 'AWS::KMS::Key' } }, 'eu-west-1')).toEqual([
    expect.objectContaining({
      design: 'app',
      resource: 'app/Key',
      type: 'AWS::KMS::Key',
      region: 'eu-west-1',
      price: 'kms.key',
      quantity: 1,
      unit: 'key-month',
      usdPerMonth: 1,
      source: expect.stringMatching(/^https:.*kms/),
      sourceDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      confidence: 'listed',
    }),
  ]);
});

it('counts the free allowances of an account where it is asked to', () => {
  const alarms = Array.from(
    { length: 12 },
    (_, n) => [`A${n}`, { Type: 'AWS::CloudWatch::Alarm', Properties: {} }] as const,
  );
  const lines = idleLines(assemblyOf(Object.fromEntries(alarms)), { book: new PriceBook(), freeTier: true });
  expect(lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0)).toBeCloseTo(0.2, 9);
});

it('refuses every type that is neither priced nor known to be free, unless a reason is given', () => {
  const resources = {
    Lift: { Type: 'AWS::Moon::Lift' },
    Made: { Type: 'Custom::Thing' },
    Key: { Type: 'AWS::KMS::Key' },
  };
  expect(() => idleOf(resources)).toThrow(CostError);
  expect(() => idleOf(resources)).toThrow(
    /AWS::Moon::Lift, such as app\/Lift\n {2}Custom::Thing, such as app\/Made\n.*--free/s,
  );
  const free = { 'AWS::Moon::Lift': 'it is a gift', 'Custom::Thing': 'runs once' };
  expect(idleLines(assemblyOf(resources), { book: new PriceBook(), free })).toHaveLength(1);
});
