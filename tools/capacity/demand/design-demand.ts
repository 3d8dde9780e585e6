import type { Assumptions } from '../assumptions';
import {
  below,
  type Deployment,
  DeploymentError,
  functionAt,
  numberAt,
  oneBelow,
  pollersAt,
  throttleAt,
} from '../deployment';
import type { FunctionUse, Profile, QueueUse, SearchUse, StreamUse } from '../designs/profile';
import { dynamodbQuotas } from '../quotas/dynamodb';
import { lambdaQuotas } from '../quotas/lambda';
import { openSearchQuotas } from '../quotas/other';
import type { Quota } from '../quotas/quota';
import { sqsQuotas } from '../quotas/sqs';
import { kinesisQuotas } from '../quotas/streams';
import { memoryForVectors } from './instance-memory';
import { type Demand, type Limit, quotaIn } from './limit';

/** One design in one region, with its part of the load. */
export interface Placed {
  readonly profile: Profile;
  readonly deployment: Deployment;
  /** The design in every region that it is in. */
  readonly everywhere: readonly Deployment[];
  /** Units a second at the scenario's peak, here and in all regions. */
  readonly peak: number;
  readonly peakEverywhere: number;
  /** The peak over the day's mean. */
  readonly peakFactor: number;
  /** Chunks in the search index, and what one takes there in a copy. */
  readonly chunks: number;
  readonly perChunk?: { readonly memoryBytes: number; readonly diskBytes: number } | undefined;
}

/** Executions at once of a function, what is provisioned included. */
export function concurrencyOf({ deployment, peak }: Placed, { at, callsAUnit, ms }: FunctionUse, load: number): number {
  return Math.max(functionAt(deployment, at).provisioned, (peak * load * callsAUnit * ms) / 1000);
}

/** What a design itself uses: its tables, queues, streams and functions, and the settings of its own. */
export function designDemands(placed: Placed, assumptions: Assumptions): Demand[] {
  const { profile } = placed;
  return [
    ...profile.functions.map((use) => scaling(placed, use, assumptions)),
    ...tables(placed),
    ...throttles(placed),
    ...(profile.queues ? queues(placed, profile.queues) : []),
    ...(profile.stream ? stream(placed, profile.stream) : []),
    ...shapes(placed),
    ...(profile.search ? search(placed, profile.search) : []),
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
function scaling(placed: Placed, use: FunctionUse, { rampSeconds }: Assumptions): Demand {
  const limit = quotaIn(lambdaQuotas.scalingRate, placed.deployment.region);
  return demand(placed, limit, use.at, (load) => {
    const gained = concurrencyOf(placed, use, load) - concurrencyOf(placed, use, load / placed.peakFactor);
    return (gained / rampSeconds) * 10;
  });
}

function tables(placed: Placed): Demand[] {
  const { profile, deployment, peak, peakEverywhere } = placed;
  return profile.tables.flatMap(({ at, writesAUnit, readsAUnit, indexes = {} }) => {
    // What is written in one region of a global table is written in each.
    const written = isGlobal(placed, at) ? peakEverywhere : peak;
    const units = (quota: Quota, resource: string, perSecond: number) =>
      demand(placed, quotaIn(quota, deployment.region), resource, (load) => perSecond * load);
    return [
      ...(writesAUnit > 0 ? [units(dynamodbQuotas.tableWrites, at, written * writesAUnit)] : []),
      ...(readsAUnit > 0 ? [units(dynamodbQuotas.tableReads, at, peak * readsAUnit)] : []),
      ...Object.entries(indexes).map(([name, writes]) =>
        units(dynamodbQuotas.indexWrites, `${at}/${name}`, written * writes),
      ),
    ];
  });
}

/** The table's declaration, which for a global one is in one region alone. */
function declared({ profile, everywhere }: Placed, at: string): Readonly<Record<string, unknown>> {
  const [found] = everywhere.flatMap((deployment) => below(deployment, 'AWS::DynamoDB::GlobalTable', at));
  if (!found)
    throw new DeploymentError(`design ${profile.design} has no table ${at}: was the assembly made by another version?`);
  return found.properties;
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const isGlobal = (placed: Placed, at: string): boolean => lengthOf(declared(placed, at).Replicas) > 1;

/** What does not grow with load: items of a transaction, indexes of tables. */
function shapes(placed: Placed): Demand[] {
  const { profile, deployment } = placed;
  const { region } = deployment;
  const indexes = profile.tables.map(({ at }) => {
    const count = lengthOf(declared(placed, at).GlobalSecondaryIndexes);
    return demand(placed, quotaIn(dynamodbQuotas.indexes, region), at, () => count);
  });
  const items = quotaIn(dynamodbQuotas.transactionItems, region);
  return [demand(placed, items, 'largest transaction', () => profile.transactionItems), ...indexes];
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
  return [demand(placed, { ...pollers, sizesCell: true }, invokes, (load) => peak * load * seconds), ...ofQueues];
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
function search(placed: Placed, use: SearchUse): Demand[] {
  const { deployment, chunks, perChunk = { memoryBytes: 0, diskBytes: 0 } } = placed;
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
            perChunk.memoryBytes,
          ),
        ]),
    of('setting/search-disk', 'Three quarters of the disks of the domain', nodes * disk * 0.75, perChunk.diskBytes),
    demand(placed, quotaIn(openSearchQuotas.instances, deployment.region), use.at, () => nodes + masters),
  ];
}
