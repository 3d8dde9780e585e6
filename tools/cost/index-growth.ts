import type { Scenario } from '../scenario';
import type { BillOptions, Use } from './bill';
import { CostError } from './cost-error';
import type { CostedResource } from './costed-assembly';
import { HOURS, numberOf } from './services/service';

const DOMAIN = 'AWS::OpenSearchService::Domain';
const GB = 1e9;
/** Of a disk, what an index may fill. */
const DISK_SHARE = 0.75;

/**
 * Nodes beyond the template's that an index of the scenario's chunks needs, of the same kind, with their disks. A node gives vectors half of
 * what its heap leaves, and its heap is half of the memory up to 32 GB. One copy more is kept where there are several nodes.
 * @see https://docs.opensearch.org/latest/field-types/supported-field-types/knn-methods-engines/ for the memory of a graph
 */
export function indexGrowth(scenario: Scenario, { assembly, designs }: BillOptions): Use[] {
  return designs.flatMap(({ name, workload: { perChunk } }) => {
    const chunks = scenario.designs[name]?.chunks;
    if (!perChunk || !chunks) return [];
    return assembly.resources
      .filter(({ type, design }) => type === DOMAIN && design === name)
      .flatMap((domain) => nodesFor(domain, chunks * perChunk.memoryBytes, chunks * perChunk.diskBytes));
  });
}

function nodesFor(domain: CostedResource, memoryBytes: number, diskBytes: number): Use[] {
  const type = String(domain.get('ClusterConfig', 'InstanceType'));
  const nodes = numberOf(domain.get('ClusterConfig', 'InstanceCount'), 1);
  const diskGb = numberOf(domain.get('EBSOptions', 'VolumeSize'), 10);
  const copies = nodes > 1 ? 2 : 1;
  const needed = Math.max(
    (memoryBytes * copies) / GB / vectorGb(domain, type),
    (diskBytes * copies) / GB / (diskGb * DISK_SHARE),
  );
  const more = Math.max(0, Math.ceil(needed) - nodes);
  const { design, region } = domain;
  const use = { design, region, service: 'Amazon OpenSearch Service', driver: 'chunks' };
  const disk = `opensearch.${String(domain.get('EBSOptions', 'VolumeType') ?? 'gp2')}GbMonth`;
  return [
    { ...use, price: `opensearch.instanceHour.${type}`, quantity: more * HOURS },
    { ...use, price: disk, quantity: more * diskGb },
  ];
}

/** GB of memory of the sizes, by the letter of the family: what a node of one `large` has. */
const largeGb: Readonly<Record<string, number>> = { c: 4, m: 8, r: 16, t: 8 };
const sizes: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };

/** Memory that a node has for vectors. @throws CostError for an instance type whose memory is not known */
function vectorGb({ id, type: resourceType }: CostedResource, type: string): number {
  const [, family = '', size = ''] = /^([a-z])[a-z0-9]*\.([a-z0-9]+)\.search$/.exec(type) ?? [];
  const many = /^(\d*)xlarge$/.exec(size);
  const factor = many ? 2 * Number(many[1] || 1) : sizes[size];
  const memory = (largeGb[family] ?? Number.NaN) * (factor ?? Number.NaN);
  if (Number.isNaN(memory))
    throw new CostError(`${id} (${resourceType}): the memory of ${type} is not known, so no index can be sized`);
  return (memory - Math.min(memory / 2, 32)) / 2;
}
