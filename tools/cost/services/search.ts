import { CostError } from '../cost-error';
import type { CostedResource } from '../costed-assembly';
import { type Charge, HOURS, type Idle, numberOf, plural, type Service } from './service';

/** What gp3 has at no further price. @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/sizing-domains.html */
const INCLUDED = { iops: 3000, throughput: 125 };
const DEFAULT_INSTANCE = 'm4.large.search';

const domain: Idle = (resource) => {
  const cluster = (name: string) => resource.get('ClusterConfig', name);
  const nodes = numberOf(cluster('InstanceCount'), 1);
  return [
    instances(nodes, String(cluster('InstanceType') ?? DEFAULT_INSTANCE), 'node'),
    ...(cluster('DedicatedMasterEnabled') === true
      ? [
          instances(
            numberOf(cluster('DedicatedMasterCount'), 3),
            String(cluster('DedicatedMasterType')),
            'dedicated manager',
          ),
        ]
      : []),
    ...(cluster('WarmEnabled') === true
      ? [instances(numberOf(cluster('WarmCount'), 2), String(cluster('WarmType')), 'warm node')]
      : []),
    ...disks(resource, nodes),
  ];
};

const instances = (count: number, type: string, role: string): Charge => ({
  price: `opensearch.instanceHour.${type}`,
  quantity: count * HOURS,
  what: `${plural(count, role)} ${type}`,
});

function disks(resource: CostedResource, nodes: number): Charge[] {
  const options = (name: string) => resource.get('EBSOptions', name);
  if (options('EBSEnabled') !== true) return [];
  const type = String(options('VolumeType') ?? 'gp2');
  const gb = numberOf(options('VolumeSize'), 10);
  if (numberOf(options('Iops')) > INCLUDED.iops || numberOf(options('Throughput')) > INCLUDED.throughput) {
    throw new CostError(
      `${resource.id} (${resource.type}): IOPS or throughput above what ${type} includes have no price here`,
    );
  }
  return [
    { price: `opensearch.${type}GbMonth`, quantity: nodes * gb, what: `${plural(nodes, 'disk')} of ${gb} GB ${type}` },
  ];
}

/** Capacity units that a collection keeps: one for writing and one for reading, each twice where there is a standby. */
const collection: Idle = (resource) => {
  const units = resource.get('StandbyReplicas') === 'DISABLED' ? 1 : 2;
  return [
    {
      price: 'opensearchServerless.ocuHour',
      quantity: units * HOURS,
      what: plural(units, 'capacity unit'),
      estimate: 'collections of one key and kind share their units; each is counted as if it stood alone',
    },
  ];
};

export const search: Service = {
  name: 'Amazon OpenSearch Service',
  types: { 'AWS::OpenSearchService::Domain': domain, 'AWS::OpenSearchServerless::Collection': collection },
};
