import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ragConfiguration } from '../../../lib/designs/rag/settings';
import { listPrice, PriceBook } from '../../../tools/prices';

/** GB of memory. */
const memoryGb = {
  ...{ 't3.small': 2, 't3.medium': 4, 'm7g.large': 8, 'm7g.xlarge': 16, 'r7g.xlarge': 32, 'r7g.4xlarge': 128 },
} as const;
type Instance = keyof typeof memoryGb;

const prices = new PriceBook();
const usd = (id: string): number => listPrice(prices.price(`opensearch.${id}`, 'us-east-1'));
/** Instances of one family cost by their size. */
const usdAnHour = (type: Instance): number =>
  type === 'r7g.4xlarge' ? 4 * usdAnHour('r7g.xlarge') : usd(`instanceHour.${type}.search`);
const hours = 730;
const gb = 1e9;

/** HNSW with m = 16. @see https://docs.opensearch.org/latest/field-types/supported-field-types/knn-methods-engines/ */
const vectorBytes = 1.1 * (4 * 512 + 8 * 16);
/** Text, postings, and the vector twice. */
const diskBytes = 8_000;

interface Size {
  readonly chunks: number;
  readonly replicas: number;
  readonly nodes: number;
  readonly type: Instance;
  readonly masters?: Instance;
  readonly diskGb: number;
  readonly usd: number;
}

/** Rows of the README's table. */
const sizes: readonly Size[] = [
  { chunks: 200_000, replicas: 0, nodes: 1, type: 't3.small', diskGb: 10, usd: 27.5 },
  { chunks: 400_000, replicas: 1, nodes: 2, type: 't3.medium', diskGb: 50, usd: 119 },
  { chunks: 5_000_000, replicas: 1, nodes: 3, type: 'r7g.xlarge', masters: 'm7g.large', diskGb: 200, usd: 1_148 },
  { chunks: 20_000_000, replicas: 1, nodes: 3, type: 'r7g.4xlarge', masters: 'm7g.large', diskGb: 200, usd: 3_487 },
  { chunks: 100_000_000, replicas: 1, nodes: 12, type: 'r7g.4xlarge', masters: 'm7g.xlarge', diskGb: 200, usd: 13_361 },
];

/** Half of what the heap leaves, which is half of the memory and 32 GB at most. */
function forVectors(type: Instance): number {
  const memory = memoryGb[type];
  return (memory - Math.min(memory / 2, 32)) / 2;
}

describe.each(sizes.map((size) => [size.chunks.toLocaleString('en'), size] as const))('%s chunks', (_, size) => {
  const copies = size.replicas + 1;

  it('fit the memory that nodes have for vectors', () => {
    expect((size.chunks * vectorBytes * copies) / gb).toBeLessThanOrEqual(size.nodes * forVectors(size.type));
  });

  it('fit three quarters of the disks', () => {
    expect((size.chunks * diskBytes * copies) / gb).toBeLessThanOrEqual(size.nodes * size.diskGb * 0.75);
  });

  it('cost what the README says', () => {
    const nodes = size.nodes * (usdAnHour(size.type) * hours + size.diskGb * usd('gp3GbMonth'));
    const masters = size.masters ? 3 * usdAnHour(size.masters) * hours : 0;
    expect(Math.abs(nodes + masters - size.usd)).toBeLessThanOrEqual(1);
    const readme = readFileSync(join(__dirname, '../../../lib/designs/rag/README.md'), 'utf8');
    expect(readme).toContain(`${size.usd.toLocaleString('en', { minimumFractionDigits: size.usd < 100 ? 2 : 0 })} |`);
  });
});

it('presets are of the first three sizes', () => {
  const { dev, staging, prod } = ragConfiguration.presets;
  const of = ({ search }: typeof dev) => [search.instances, search.instanceType, search.volumeGb, search.replicas];
  expect([dev, staging, prod].map(of)).toEqual(
    sizes.slice(0, 3).map(({ nodes, type, diskGb, replicas }) => [nodes, `${type}.search`, diskGb, replicas]),
  );
});
