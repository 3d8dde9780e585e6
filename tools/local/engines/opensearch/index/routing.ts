/** Routing shards are split until there are about as many. */
const MAX_ROUTING_SHARDS_BITS = 10;

/**
 * The shard of a routing value, as OpenSearch computes it: what one value leads to is always searched together, and may share its
 * shard with other values.
 * @see https://docs.opensearch.org/latest/field-types/metadata-fields/routing/
 */
export function shardOf(routing: string, shards: number): number {
  const bits = 32 - Math.clz32(shards - 1);
  const factor = 1 << Math.max(1, MAX_ROUTING_SHARDS_BITS - bits);
  const routingShards = shards * factor;
  const hash = murmur3(routing);
  return Math.floor((((hash % routingShards) + routingShards) % routingShards) / factor);
}

/** MurmurHash3 (32 bits, seed 0) of a text's UTF-16 code units, low byte first. */
export function murmur3(text: string): number {
  const bytes = Buffer.from(text, 'utf16le');
  const whole = bytes.length - (bytes.length % 4);
  let hash = 0;
  for (let at = 0; at < whole; at += 4) {
    hash ^= mixed(bytes.readInt32LE(at));
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe654_6b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= whole; at -= 1) rest = (rest << 8) | (bytes[at] as number);
  if (whole < bytes.length) hash ^= mixed(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

function mixed(block: number): number {
  const product = Math.imul(block, 0xcc9e_2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b87_3593);
}
