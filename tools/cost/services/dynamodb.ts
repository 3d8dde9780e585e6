import type { CostedResource } from '../costed-assembly';
import { type Charge, HOURS, type Idle, listOf, numberOf, plural, type Service, within } from './service';

/** On demand, a table costs its requests and what it stores. Provisioned, it costs its capacity: the least that scaling leaves. */
const table: Idle = (resource) =>
  resource.get('BillingMode') === 'PAY_PER_REQUEST'
    ? []
    : [
        resource.get('ProvisionedThroughput'),
        ...listOf(resource.get('GlobalSecondaryIndexes')).map((index) => within(index, 'ProvisionedThroughput')),
      ]
        .filter((throughput) => throughput !== undefined)
        .flatMap((throughput) =>
          capacity(
            numberOf(within(throughput, 'WriteCapacityUnits')),
            numberOf(within(throughput, 'ReadCapacityUnits')),
            resource.region,
            'dynamodb.writeCapacityHour',
          ),
        );

/** Each replica is billed in its own region; writes are replicated ones as soon as there are several. */
const globalTable: Idle = (resource) => {
  if (resource.get('BillingMode') === 'PAY_PER_REQUEST') return [];
  const replicas = listOf(resource.get('Replicas'));
  const writePrice = replicas.length > 1 ? 'dynamodb.replicatedWriteCapacityHour' : 'dynamodb.writeCapacityHour';
  return replicas.flatMap((replica) => {
    const region = String(within(replica, 'Region') ?? resource.region);
    return [
      ...capacity(writesOf(resource, []), readsOf(replica), region, writePrice),
      ...listOf(within(replica, 'GlobalSecondaryIndexes')).flatMap((index) =>
        capacity(indexWrites(resource, within(index, 'IndexName')), readsOf(index), region, writePrice),
      ),
    ];
  });
};

const leastOf = (settings: unknown, unit: 'Read' | 'Write'): number =>
  numberOf(
    within(settings, `${unit}CapacityUnits`) ?? within(settings, `${unit}CapacityAutoScalingSettings`, 'MinCapacity'),
  );

const writesOf = (resource: CostedResource, path: readonly string[]) =>
  leastOf(resource.get(...path, 'WriteProvisionedThroughputSettings'), 'Write');

const readsOf = (replica: unknown) => leastOf(within(replica, 'ReadProvisionedThroughputSettings'), 'Read');

function indexWrites(resource: CostedResource, name: unknown): number {
  const index = listOf(resource.get('GlobalSecondaryIndexes')).find((each) => within(each, 'IndexName') === name);
  return leastOf(within(index, 'WriteProvisionedThroughputSettings'), 'Write');
}

function capacity(writes: number, reads: number, region: string, writePrice: string): Charge[] {
  const charges = [
    { price: writePrice, quantity: writes * HOURS, what: plural(writes, 'write capacity unit'), region },
    { price: 'dynamodb.readCapacityHour', quantity: reads * HOURS, what: plural(reads, 'read capacity unit'), region },
  ];
  return charges.filter(({ quantity }) => quantity > 0);
}

export const dynamodb: Service = {
  name: 'Amazon DynamoDB',
  types: { 'AWS::DynamoDB::Table': table, 'AWS::DynamoDB::GlobalTable': globalTable },
};
