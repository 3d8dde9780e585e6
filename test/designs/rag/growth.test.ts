import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ragConfiguration } from '../../../lib/designs/rag/settings';

/** USD an hour, GB of memory: AWS Price List (AmazonES), us-east-1, 2026-10-05; r7g.4xlarge as four times r7g.xlarge. */
const instances = {
  't3.small': { usd: 0.036, memoryGb: 2 },
  't3.medium': { usd: 0.073, memoryGb: 4 },
  'm7g.large': { usd: 0.135, memoryGb: 8 },
  'm7g.xlarge': { usd: 0.271, memoryGb: 16 },
  'r7g.xlarge': { usd: 0.356, memoryGb: 32 },
  'r7g.4xlarge': { usd: 1.424, memoryGb: 128 },
} as const;
type Instance = keyof typeof instances;

const diskUsdPerGb = 0.122;
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
  const { memoryGb } = instances[type];
  return (memoryGb - Math.min(memoryGb / 2, 32)) / 2;
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
    const nodes = size.nodes * (instances[size.type].usd * hours + size.diskGb * diskUsdPerGb);
    const masters = size.masters ? 3 * instances[size.masters].usd * hours : 0;
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
