import type { Assembly, AssemblyStack } from '../../../tools/assembly';

/** A resource by its construct path, such as `Decide/Function/Resource`. */
export interface Declared {
  readonly path: string;
  readonly type: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A stack whose resources are of a design, as `cdk synth` would tag them. */
export function stackOf(design: string, region: string, resources: readonly Declared[]): AssemblyStack {
  const paths = new Map(resources.map(({ path }, index) => [`R${index}`, `test-${design}/${path}`]));
  const Tags = [{ Key: 'design', Value: design }];
  return {
    name: `test-${design}`,
    region,
    template: {
      Resources: Object.fromEntries(
        resources.map(({ type, properties }, index) => [
          `R${index}`,
          { Type: type, Properties: { Tags, ...properties } },
        ]),
      ),
    },
    tags: {},
    dependencies: [],
    path: (logicalId) => paths.get(logicalId) ?? `test-${design}/${logicalId}`,
  };
}

export const assemblyOf = (...stacks: readonly AssemblyStack[]): Assembly => ({
  directory: 'test.out',
  stacks,
  stack: () => {
    throw new Error('no stack is asked for by name');
  },
  asset: () => {
    throw new Error('no asset is asked for');
  },
  files: [],
});

export const lambda = (path: string, memorySize = 512, timeout = 10): Declared => ({
  path: `${path}/Function/Resource`,
  type: 'AWS::Lambda::Function',
  properties: { MemorySize: memorySize, Timeout: timeout },
});

export const warm = (path: string, environments: number): Declared => ({
  path: `${path}/Live/Resource`,
  type: 'AWS::Lambda::Alias',
  properties: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: environments } },
});

export const dynamoTable = (path: string, regions = 1): Declared => ({
  path: `${path}/Table/Resource`,
  type: 'AWS::DynamoDB::GlobalTable',
  properties: {
    Replicas: Array.from({ length: regions }, (_, index) => ({ Region: `region-${index}` })),
    GlobalSecondaryIndexes: [{ IndexName: 'One' }],
  },
});

export const restStage = (path: string, perSecond: number): Declared => ({
  path: `${path}/Api/DeploymentStage.test/Resource`,
  type: 'AWS::ApiGateway::Stage',
  properties: { MethodSettings: [{ ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: perSecond }] },
});

/** Fraud scoring as its profile knows it. */
export const fraudStack = ({ provisioned = 50, perSecond = 5000 } = {}): AssemblyStack =>
  stackOf('fraud', 'us-east-1', [
    lambda('Decide', 1769),
    warm('Decide', provisioned),
    lambda('Record'),
    lambda('Http/Authorizer'),
    dynamoTable('Decisions'),
    dynamoTable('Histories'),
    restStage('Http', perSecond),
  ]);

/** Chat as its profile knows it; tables are declared in the first region alone, and global. */
export const chatStack = (region: string, { isFirst = true, regions = 2, pollers = 1000 } = {}): AssemblyStack =>
  stackOf('chat', region, [
    ...['Authorizer', 'Connect', 'Disconnect', 'Send'].map((name) => lambda(`SocketRoutes/${name}`)),
    ...['Worker/Generate', 'Http/Functions/Complete'].map((path) => lambda(path, 512, 300)),
    lambda('Http/Authorizer'),
    ...(isFirst ? [dynamoTable('Conversations', regions), dynamoTable('Usage', regions)] : []),
    dynamoTable('Connections'),
    restStage('Http', 10_000),
    {
      path: 'Socket/Stage',
      type: 'AWS::ApiGatewayV2::Stage',
      properties: { DefaultRouteSettings: { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5000 } },
    },
    ...[
      ['Paid', 0.7 * pollers],
      ['Free', 0.3 * pollers],
    ].flatMap(([tier, most]): Declared[] => [
      {
        path: `Worker/${tier}/Mapping/Resource`,
        type: 'AWS::Lambda::EventSourceMapping',
        properties: { ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: most } },
      },
      {
        path: `Queues/${tier}/Queue/Resource`,
        type: 'AWS::SQS::Queue',
        properties: { FifoQueue: true, FifoThroughputLimit: 'perMessageGroupId' },
      },
    ]),
  ]);
