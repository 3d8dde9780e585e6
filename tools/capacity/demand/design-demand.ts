import { type Deployment, functionAt, numberAt, oneBelow, pollersAt, throttleAt } from '../deployment';
import type { FunctionUse, Profile, QueueUse, SearchUse, StreamUse } from '../designs/profile';
import { dynamodbQuotas } from '../quotas/dynamodb';
import { lambdaQuotas } from '../quotas/lambda';
import { openSearchQuotas } from '../quotas/other';
import { sqsQuotas } from '../quotas/sqs';
import { kinesisQuotas } from '../quotas/streams';
import type { Scenario } from '../scenario';
import { memoryForVectors } from './instance-memory';
import { type Demand, type Limit, quotaIn } from './limit';

/** One design in one region, with its part of the load. */
export interface Placed {
  readonly profile: Profile;
  readonly deployment: Deployment;
  /** Units a second at the scenario's peak. */
  readonly peak: number;
  /** The peak over the day's mean. */
  readonly peakFactor: number;
}

/** Executions at once of a function, what is provisioned included. */
export function concurrencyOf({ deployment, peak }: Placed, { at, callsAUnit, ms }: FunctionUse, load: number): number {
  return Math.max(functionAt(deployment, at).provisioned, (peak * load * callsAUnit * ms) / 1000);
}

/** What a design itself uses: its tables, queues, streams and functions, and the settings of its own. */
export function designDemands(placed: Placed, scenario: Scenario): Demand[] {
  const { profile } = placed;
  return [
    ...profile.functions.map((use) => scaling(placed, use, scenario)),
    ...tables(placed),
    ...throttles(placed),
    ...(profile.queues ? queues(placed, profile.queues) : []),
    ...(profile.stream ? stream(placed, profile.stream) : []),
    ...(profile.search ? search(placed, profile.search, scenario) : []),
  ];
}

function demand(placed: Placed, limit: Limit, resource: string, at: (load: number) => number): Demand {
  const { profile, deployment } = placed;
  return { limit, region: deployment.region, designs: [profile.design], resource, at };
}

const setting = (id: string, name: string, unit: string, value: number, source: string, note: string): Limit => ({
  ...{ id, name, unit, value, kind: 'setting', adjustable: true, source, note },
});

/** Environments that a function gains in ten seconds, while load grows from the day's mean to its peak. */
function scaling(placed: Placed, use: FunctionUse, { rampSeconds }: Scenario): Demand {
  const limit = quotaIn(lambdaQuotas.scalingRate, placed.deployment.region);
  return demand(placed, limit, use.at, (load) => {
    const gained = concurrencyOf(placed, use, load) - concurrencyOf(placed, use, load / placed.peakFactor);
    return (gained / rampSeconds) * 10;
  });
}

function tables(placed: Placed): Demand[] {
  const { region } = placed.deployment;
  const units = (quota: Parameters<typeof quotaIn>[0], resource: string, aUnit: number) =>
    demand(placed, quotaIn(quota, region), resource, (load) => placed.peak * load * aUnit);
  return placed.profile.tables.flatMap(({ at, writesAUnit, readsAUnit, indexes = {} }) => [
    ...(writesAUnit > 0 ? [units(dynamodbQuotas.tableWrites, at, writesAUnit)] : []),
    ...(readsAUnit > 0 ? [units(dynamodbQuotas.tableReads, at, readsAUnit)] : []),
    ...Object.entries(indexes).map(([name, writes]) => units(dynamodbQuotas.indexWrites, `${at}/${name}`, writes)),
  ]);
}

/** What the stages of APIs let through, by the stage's settings. */
function throttles(placed: Placed): Demand[] {
  return placed.profile.apis.flatMap(({ at, requestsAUnit }) => {
    const throttle = throttleAt(placed.deployment, at);
    if (!throttle) return [];
    const limit = setting(
      'setting/throttle',
      'Requests a second that an API admits (throttle.perSecond)',
      'requests/s',
      throttle.perSecond,
      'the template',
      'More of them get 429 with Retry-After',
    );
    return [demand(placed, limit, at, (load) => placed.peak * load * requestsAUnit)];
  });
}

function queues(placed: Placed, { queuesAt, sourcesAt, invokes }: QueueUse): Demand[] {
  const { profile, deployment, peak } = placed;
  const use = profile.functions.find(({ at }) => at === invokes);
  const shares = shareOut(sourcesAt.map((at) => pollersAt(deployment, at)));
  const bound = sourcesAt.reduce((sum, at) => sum + (pollersAt(deployment, at) ?? Number.POSITIVE_INFINITY), 0);
  const seconds = (use?.callsAUnit ?? 0) * ((use?.ms ?? 0) / 1000);
  const pollers = setting(
    'setting/pollers',
    'Invocations that pollers of its queues may have at once: the size of a cell',
    'at once',
    bound,
    'the template',
    'More waits in the queues; further cells are stages in accounts of their own',
  );
  const ofQueues = queuesAt.flatMap((at, index) => {
    const high = oneBelow(deployment, 'AWS::SQS::Queue', at).properties.FifoThroughputLimit === 'perMessageGroupId';
    const calls = quotaIn(high ? sqsQuotas.fifoHighThroughput : sqsQuotas.fifo, deployment.region);
    const share = shares[index] ?? 1;
    return [
      demand(placed, calls, at, (load) => peak * load * share),
      demand(placed, quotaIn(sqsQuotas.inFlight, deployment.region), at, (load) => peak * load * share * seconds),
    ];
  });
  return [demand(placed, pollers, invokes, (load) => peak * load * seconds), ...ofQueues];
}

/** Parts of the whole as pollers are divided; alike where nothing bounds them. */
function shareOut(pollers: readonly (number | undefined)[]): number[] {
  const known = pollers.map((each) => each ?? 1);
  const sum = known.reduce((total, each) => total + each, 0);
  return known.map((each) => each / sum);
}

function stream(placed: Placed, { at, readerAt, recordsAUnit, kbAUnit }: StreamUse): Demand[] {
  const { deployment, peak } = placed;
  const { region } = deployment;
  const { properties } = oneBelow(deployment, 'AWS::Kinesis::Stream', at);
  const shards = numberAt(properties, 'ShardCount');
  const needed = (load: number) => peak * load * Math.max(recordsAUnit / 1000, kbAUnit / 1024);
  const readers = deployment.resources.filter(({ type }) => type === 'AWS::Kinesis::StreamConsumer').length;
  const consumers = demand(placed, quotaIn(kinesisQuotas.consumers, region), readerAt, () => readers);
  if (shards === undefined) {
    const limit = quotaIn(kinesisQuotas.onDemandWrites, region);
    return [demand(placed, limit, at, (load) => (peak * load * kbAUnit) / 1024), consumers];
  }
  const limit = setting(
    'setting/shards',
    'Shards of a provisioned stream (stream.shards)',
    'shards',
    shards,
    'the template',
    'Each takes 1 MB or 1,000 records a second',
  );
  return [demand(placed, limit, at, needed), consumers];
}

/** Memory and disk for the corpus, which grows with the load alike. */
function search(placed: Placed, use: SearchUse, { chunks }: Scenario): Demand[] {
  const { deployment } = placed;
  const domain = oneBelow(deployment, 'AWS::OpenSearchService::Domain', use.at).properties;
  const nodes = numberAt(domain, 'ClusterConfig', 'InstanceCount') ?? 1;
  const masters = numberAt(domain, 'ClusterConfig', 'DedicatedMasterCount') ?? 0;
  const disk = numberAt(domain, 'EBSOptions', 'VolumeSize') ?? 0;
  const index = deployment.resources.find(({ type }) => type === 'Custom::SearchIndex')?.properties;
  const copies = 1 + (numberAt(index, 'Replicas') ?? 0);
  const instanceType = String((domain.ClusterConfig as { readonly InstanceType?: unknown } | undefined)?.InstanceType);
  const memory = memoryForVectors(instanceType);
  const gb = (bytes: number) => (load: number) => (chunks * load * copies * bytes) / 1e9;
  const of = (id: string, name: string, value: number, bytes: number) =>
    demand(
      placed,
      setting(id, name, 'GB', value, 'the template', 'Larger or more nodes: see "How an index grows" in the README'),
      use.at,
      gb(bytes),
    );
  return [
    ...(memory === undefined
      ? []
      : [
          of(
            'setting/vector-memory',
            `Memory of ${nodes} x ${instanceType} for vectors`,
            nodes * memory,
            use.vectorBytes,
          ),
        ]),
    of('setting/search-disk', 'Three quarters of the disks of the domain', nodes * disk * 0.75, use.diskBytes),
    demand(placed, quotaIn(openSearchQuotas.instances, deployment.region), use.at, () => nodes + masters),
  ];
}
