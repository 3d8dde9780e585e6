/** GiB of memory. @see https://aws.amazon.com/opensearch-service/pricing/ */
const memoryGb: Readonly<Record<string, number>> = {
  't3.small': 2,
  't3.medium': 4,
  'm7g.large': 8,
  'm7g.xlarge': 16,
  'm7g.2xlarge': 32,
  'r7g.large': 16,
  'r7g.xlarge': 32,
  'r7g.2xlarge': 64,
  'r7g.4xlarge': 128,
  'r7g.8xlarge': 256,
};

/**
 * Memory of a node that the k-NN plugin gives to vectors: half of what the heap leaves, which is half of the memory and 32 GB at most.
 *
 * @param instanceType such as `r7g.xlarge.search`
 * @returns GB; undefined for a type that is not listed
 * @see https://docs.opensearch.org/latest/vector-search/settings/
 */
export function memoryForVectors(instanceType: string): number | undefined {
  const memory = memoryGb[instanceType.replace(/\.search$/, '')];
  return memory === undefined ? undefined : (memory - Math.min(memory / 2, 32)) / 2;
}
