import fc from 'fast-check';
import { lengthByte, lengthOf } from '../../../../../tools/local/engines/opensearch/columns/bm25';
import { hitsOf, idsOf, indexOf, put } from './search-engine';

const text = { type: 'text', analyzer: 'standard' };

describe('BM25', () => {
  const index = indexOf({ title: text, body: text, tag: { type: 'keyword' } });
  put(index, 'a', { body: 'apple banana apple', tag: 'x' });
  put(index, 'b', { body: 'apple', tag: ['x', 'y'] });
  put(index, 'c', { title: 'apple', body: 'cherry banana date elder fig', tag: 'x' });
  put(index, 'd', { title: 'none at all' });
  index.refresh();

  /** By hand: three documents have a body, of 3, 1 and 5 terms. */
  const idf = (documentsWithTerm: number) => Math.log(1 + (3 - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5));
  const tf = (frequency: number, length: number) => frequency / (frequency + 1.2 * (0.25 + (0.75 * length) / 3));

  test('scores one term as Lucene does', () => {
    expect(hitsOf(index, { match: { body: 'apple' } })).toEqual([
      { id: 'a', score: expect.closeTo(idf(2) * tf(2, 3), 10) },
      { id: 'b', score: expect.closeTo(idf(2) * tf(1, 1), 10) },
    ]);
    // Both are ln(1 + 1.5 / 2.5) * 1 / (1 + 1.2 * (0.25 + 0.75 / 3)) = 0.470004 * 0.625
    expect(hitsOf(index, { match: { body: 'apple' } })[0]?.score).toBeCloseTo(0.2937523, 6);
  });

  test('adds up terms, repeated ones too, and applies boosts', () => {
    const [first] = hitsOf(index, { match: { body: { query: 'apple banana banana', boost: 2 } } });
    expect(first).toEqual({ id: 'a', score: expect.closeTo(2 * (idf(2) * tf(2, 3) + 2 * idf(2) * tf(1, 3)), 10) });
  });

  test('takes the best of fields, or their sum', () => {
    const score = (type: string, more: object = {}) =>
      hitsOf(index, { multi_match: { query: 'apple fig', type, fields: ['title^3', 'body'], ...more } }).find(
        ({ id }) => id === 'c',
      )?.score ?? 0;
    // Two documents have a title, of 1 and 3 terms.
    const inTitle = 3 * Math.log(1 + 1.5 / 1.5) * (1 / (1 + 1.2 * (0.25 + 0.75 / 2)));
    const inBody = idf(1) * tf(1, 5);
    expect(score('best_fields')).toBeCloseTo(Math.max(inTitle, inBody), 10);
    expect(score('most_fields')).toBeCloseTo(inTitle + inBody, 10);
    expect(score('best_fields', { tie_breaker: 0.5 })).toBeCloseTo(inTitle + 0.5 * inBody, 10);
  });

  test('scores keywords by rarity alone, and constant queries by their boost', () => {
    const rare = Math.log(1 + 2.5 / 1.5) / 2.2;
    expect(hitsOf(index, { term: { tag: 'y' } })).toEqual([{ id: 'b', score: expect.closeTo(rare, 10) }]);
    expect(hitsOf(index, { terms: { tag: ['y'], boost: 4 } })).toEqual([{ id: 'b', score: 4 }]);
    expect(hitsOf(index, { constant_score: { filter: { term: { tag: 'y' } }, boost: 3 } })).toEqual([
      { id: 'b', score: 3 },
    ]);
    expect(hitsOf(index, { match_bool_prefix: { body: 'app' } }).map(({ score }) => score)).toEqual([1, 1]);
    expect(
      hitsOf(index, { bool: { must: [{ match_all: {} }, { term: { tag: 'y' } }], boost: 2 } })[0]?.score,
    ).toBeCloseTo(2 + 2 * rare, 10);
  });

  test('equal scores are in the order of writing', () => {
    expect(idsOf(index, { match_all: {} })).toEqual(['a', 'b', 'c', 'd']);
  });

  test('lengths are kept as Lucene keeps them', () => {
    const kept = (length: number) => lengthOf(lengthByte(length));
    expect([0, 1, 23, 24, 39, 40, 41, 42, 43, 100, 512, 1000, 100_000].map(kept)).toEqual([
      ...[0, 1, 23, 24, 39, 40, 40, 42, 42, 96, 504, 984, 98_328],
    ]);
    fc.assert(
      fc.property(fc.nat(2_000_000), (length) => {
        expect(lengthByte(length)).toBeLessThan(256);
        expect(kept(length)).toBeLessThanOrEqual(length);
        expect(kept(length)).toBeGreaterThan(length * 0.87 - 1);
        expect(kept(kept(length))).toBe(kept(length));
      }),
    );
  });
});
