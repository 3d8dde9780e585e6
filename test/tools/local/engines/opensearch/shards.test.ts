import fc from 'fast-check';
import { murmur3, shardOf } from '../../../../../tools/local/engines/opensearch/index/routing';
import { idsOf, indexOf, put, remove } from './search-engine';

const properties = { org: { type: 'keyword' }, vector: { type: 'knn_vector', dimension: 2 } };

describe('shards', () => {
  test('hash as OpenSearch does', () => {
    // Known values of the hash over UTF-16 code units, low byte first.
    expect(murmur3('hell') >>> 0).toBe(0x5a0c_b7c3);
    expect(murmur3('hello') >>> 0).toBe(0xd7c3_1989);
    expect(murmur3('hello w') >>> 0).toBe(0x22ab_2984);
    expect(murmur3('hello wo') >>> 0).toBe(0xdf0c_a123);
  });

  test('one value always leads to one of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (routing, shards) => {
        const shard = shardOf(routing, shards);
        expect(shard).toBe(shardOf(routing, shards));
        expect(Number.isInteger(shard) && shard >= 0 && shard < shards).toBe(true);
      }),
    );
  });

  test('routing finds its shard: others on it too, and not what is elsewhere', () => {
    const index = indexOf(properties, { number_of_shards: 4 });
    const [here = '', elsewhere = ''] = ['a', 'b', 'c', 'd', 'e'].filter((org) => shardOf(org, 4) !== shardOf('z', 4));
    const besides =
      Array.from({ length: 50 }, (_, at) => `org${at}`).find((org) => shardOf(org, 4) === shardOf('z', 4)) ?? '';
    for (const org of ['z', here, elsewhere, besides]) put(index, org, { org }, org);
    index.refresh();
    const onShard = index.shardsFor(['z']).map(({ size }) => size);
    expect(onShard).toEqual([2]);
    expect(idsOf(index, { terms: { org: ['z', besides] } }).sort()).toEqual(['z', besides].sort());
    remove(index, 'z', here);
    index.refresh();
    expect(idsOf(index, { term: { org: 'z' } })).toEqual(['z']);
  });

  test('each gives its own nearest', () => {
    const index = indexOf(properties, { number_of_shards: 2 });
    for (let at = 0; at < 20; at += 1) put(index, `${at}`, { org: 'a', vector: [at, 0] });
    index.refresh();
    const nearest = idsOf(index, { knn: { vector: { vector: [0, 0], k: 2 } } });
    expect(nearest).toHaveLength(4);
    expect(nearest[0]).toBe('0');
  });
});
