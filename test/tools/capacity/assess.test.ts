import { designs } from '../../../lib/designs';
import type { AssemblyStack } from '../../../tools/assembly';
import type { TemplateResource } from '../../../tools/assembly/template';
import { type Assessment, assess, type LimitUse } from '../../../tools/capacity/assess';
import { defaultAssumptions } from '../../../tools/capacity/assumptions';
import { DeploymentError } from '../../../tools/capacity/deployment';
import { describe as describeCapacity } from '../../../tools/capacity/report';
import { parseScenario, type Scenario, ScenarioError } from '../../../tools/scenario';
import { assemblyOf, chatStack, fraudStack, stackOf } from './support';

const fraud = (unitsADay: number): Scenario =>
  parseScenario({ name: 'payments', designs: { fraud: { unitsADay, peakFactor: 3 } } }, 'test');
const chat = (unitsADay: number, regions?: Record<string, number>): Scenario =>
  parseScenario(
    {
      name: 'messages',
      users: 1_000_000,
      ...(regions && { regions }),
      designs: { chat: { unitsADay, peakFactor: 3 } },
    },
    'test',
  );

function use({ limits }: Assessment, id: string, resource?: string, region?: string): LimitUse {
  const found = limits.find(
    (each) =>
      each.limit.id === id &&
      (resource === undefined || each.resource === resource) &&
      (region === undefined || each.region === region),
  );
  if (!found) throw new Error(`no ${id} ${resource ?? ''} ${region ?? ''}`);
  return found;
}

describe('a hundred million payments a day', () => {
  // By hand: 100 million x 3 / 86,400 s = 3,472.2 a second at the peak.
  const assessment = assess(assemblyOf(fraudStack()), fraud(100_000_000), designs, defaultAssumptions);

  it('have a peak of 3,472 a second', () => {
    expect(assessment.units).toMatchObject([{ design: 'fraud', unit: 'payment', peakPerSecond: 3472.222_222_222_222 }]);
  });

  it('write 10 units of histories each: 34,722 of the 40,000 that a table has', () => {
    const { demand, loadAtLimit, limit } = use(assessment, 'dynamodb/table-writes', 'Histories');
    expect(demand).toBeCloseTo(34_722.2, 1);
    expect(loadAtLimit).toBeCloseTo(1.152, 4);
    expect(limit).toMatchObject({ code: 'L-AB614373', adjustable: true });
  });

  it('read 15 units of histories each, which is more than a table has', () => {
    const { demand, loadAtLimit } = use(assessment, 'dynamodb/table-reads', 'Histories');
    expect(demand).toBeCloseTo(52_083.3, 1);
    expect(loadAtLimit).toBeCloseTo(0.768, 4);
  });

  it('take 20 ms each, and records of them 50 ms for one in fifty: 72.9 executions at once', () => {
    // 3,472.2 x 0.02 s = 69.4; 3,472.2 x 0.02 x 0.05 s = 3.5.
    expect(use(assessment, 'lambda/concurrent-executions').demand).toBeCloseTo(72.92, 2);
  });

  it('pass the throttle of the API at 1.44 times the load', () => {
    expect(use(assessment, 'setting/throttle').loadAtLimit).toBeCloseTo(1.44, 6);
  });

  it('need one cell, and the first bottleneck is what is read of histories', () => {
    expect(assessment.units[0]?.first).toMatchObject({ limit: { id: 'dynamodb/table-reads' }, resource: 'Histories' });
    expect(assessment.units[0]?.cells).toMatchObject([{ region: 'us-east-1', byDesign: { cells: 1 } }]);
  });

  it('may come at most so many a second of one merchant, whose eight parts are written one at a time', () => {
    // A part is held for 8 + 0.5 + 12 ms.
    const merchant = assessment.units[0]?.hotKeys.find(({ whose }) => whose === 'merchant');
    expect(merchant?.perSecond).toBeCloseTo((8 * 1000) / 20.5, 6);
  });

  it('count what is provisioned, however little comes', () => {
    const quiet = assess(assemblyOf(fraudStack({ provisioned: 2000 })), fraud(1000), designs, defaultAssumptions);
    expect(use(quiet, 'lambda/concurrent-executions')).toMatchObject({ loadAtLimit: 0 });
  });
});

describe('a billion messages a day in two regions', () => {
  const two = assemblyOf(chatStack('us-east-1'), chatStack('ap-northeast-1', { isFirst: false }));
  const assessment = assess(two, chat(1_000_000_000), designs, defaultAssumptions);
  // By hand: 1 billion x 3 / 86,400 s = 34,722 a second, half of them in each.
  const half = 17_361.11;

  it('push 32 frames each, which API Gateway counts with the requests', () => {
    const { demand, limit } = use(assessment, 'apigateway/throttle', undefined, 'us-east-1');
    expect(demand).toBeCloseTo(half * (1.4 + 32), -1);
    expect(limit).toMatchObject({ value: 10_000, code: 'L-8A5B8E43' });
  });

  it('need nine cells of ten thousand streams in each region', () => {
    // 17,361 x 5 s = 86,806 streams.
    expect(assessment.units[0]?.cells).toMatchObject([{ byDesign: { cells: 9 } }, { byDesign: { cells: 9 } }]);
  });

  it('write what comes in either region into both: tables are global, connections are not', () => {
    expect(use(assessment, 'dynamodb/table-writes', 'Usage', 'us-east-1').demand).toBeCloseTo(2 * half * 14, -1);
    expect(use(assessment, 'dynamodb/table-writes', 'Connections', 'us-east-1').demand).toBeCloseTo(half * 0.4, -1);
  });

  it('go to the queues as pollers are divided, and Tokyo has fewer calls a second', () => {
    expect(use(assessment, 'sqs/fifo-high-throughput', 'Queues/Paid/Queue', 'us-east-1')).toMatchObject({
      limit: { value: 70_000 },
    });
    const tokyo = use(assessment, 'sqs/fifo-high-throughput', 'Queues/Paid/Queue', 'ap-northeast-1');
    expect(tokyo.demand).toBeCloseTo(half * 0.7, -1);
    expect(tokyo.limit.value).toBe(9000);
  });

  it('are limited first by tokens and requests of the model, with codes', () => {
    expect(use(assessment, 'bedrock/nova-lite/tokens', undefined, 'us-east-1')).toMatchObject({
      limit: { value: 4_000_000, code: 'L-7C42E72A', adjustable: true },
    });
    expect(assessment.units[0]?.first?.limit.id).toMatch(/^bedrock\/nova-lite/);
  });

  it('go where the scenario says', () => {
    const shared = assess(
      two,
      chat(86_400, { 'us-east-1': 0.75, 'ap-northeast-1': 0.25 }),
      designs,
      defaultAssumptions,
    );
    expect(shared.units[0]?.cells.map(({ unitsPerSecond }) => unitsPerSecond)).toEqual([2.25, 0.75]);
  });

  it('are told to people, with what is passed marked', () => {
    const text = describeCapacity(assessment, [], undefined);
    expect(text).toMatch(
      /! +Bedrock: tokens of Nova Lite, cross-region +ap-northeast-1: chat .*L-7C42E72A +on request/,
    );
    expect(text).toContain('9 (Invocations that pollers of its queues may have at once: the size of a cell)');
  });
});

describe('what a template may have besides', () => {
  const withMore = ({ name, template, ...rest }: AssemblyStack, more: Readonly<Record<string, TemplateResource>>) => ({
    ...{ ...rest, name },
    template: { Resources: { ...template.Resources, ...more } },
  });

  it('asks for GPU instances, of which an account has none at first', () => {
    const endpoint = {
      Type: 'AWS::SageMaker::EndpointConfig',
      Properties: { ProductionVariants: [{ InstanceType: 'ml.g5.xlarge', InitialInstanceCount: 2 }] },
    };
    const stack = withMore(fraudStack(), { Endpoint: endpoint });
    const { limits } = assess(assemblyOf(stack), fraud(1000), designs, defaultAssumptions);
    expect(limits.find(({ limit }) => limit.id === 'sagemaker/ml.g5.xlarge/endpoint')).toMatchObject({
      limit: { value: 0, code: 'L-1928E07B', adjustable: true },
      ...{ demand: 2, loadAtLimit: 0 },
    });
  });

  it('decrypts variables of new environments with a key of the account', () => {
    const decide = fraudStack().template.Resources?.R0;
    const keyed = {
      ...decide,
      Type: 'AWS::Lambda::Function',
      Properties: { ...decide?.Properties, KmsKeyArn: 'a key' },
    };
    const { limits } = assess(
      assemblyOf(withMore(fraudStack({ provisioned: 0 }), { R0: keyed })),
      fraud(100_000_000),
      designs,
      {
        ...defaultAssumptions,
        rampSeconds: 60,
      },
    );
    // 69.4 executions at the peak and 23.1 on the mean: 46.3 environments in a minute.
    expect(limits.find(({ limit }) => limit.id === 'kms/symmetric-operations')?.demand).toBeCloseTo(46.3 / 60, 2);
  });
});

describe('an assembly that does not fit', () => {
  it('is said to have nothing of the scenario', () => {
    const other = assemblyOf(stackOf('shop', 'us-east-1', []));
    expect(() => assess(other, fraud(1), designs, defaultAssumptions)).toThrow(
      'nothing of scenario payments is in test.out: fraud/payment: the assembly does not have the design',
    );
  });

  it('is said to lack a construct that the profile knows', () => {
    const old = assemblyOf(
      stackOf('fraud', 'us-east-1', [{ path: 'Old/Table/Resource', type: 'AWS::DynamoDB::GlobalTable' }]),
    );
    expect(() => assess(old, fraud(1), designs, defaultAssumptions)).toThrow(DeploymentError);
  });

  it('is no place for a design that there is not', () => {
    const unknown = parseScenario({ name: 'x', designs: { shop: { unitsADay: 1 } } }, 'test');
    expect(() => assess(assemblyOf(fraudStack()), unknown, designs, defaultAssumptions)).toThrow(ScenarioError);
  });
});
