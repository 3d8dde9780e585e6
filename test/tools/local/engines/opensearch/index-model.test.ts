import fc from 'fast-check';
import type { SearchIndex } from '../../../../../tools/local/engines/opensearch/index/search-index';
import type { JsonObject } from '../../../../../tools/local/engines/opensearch/json';
import { hitsOf, idsOf, indexOf, put, remove } from './search-engine';

/** Few words and names, so that documents often share them. */
const words = fc.array(fc.constantFrom('apple', 'banana', 'cherry', 'date', 'fig'), { maxLength: 6 });
const names = fc.uniqueArray(fc.constantFrom('ann', 'bob', 'cid', 'dee'), { maxLength: 3 });
const vector = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 });
const document = fc.record({
  body: words.map((list) => list.join(' ')),
  users: names,
  level: fc.integer({ min: 0, max: 3 }),
  vector,
});
type Document = Record<keyof typeof properties, unknown> & {
  body: string;
  users: string[];
  level: number;
  vector: number[];
};

const properties = {
  body: { type: 'text', analyzer: 'standard' },
  users: { type: 'keyword' },
  level: { type: 'byte' },
  vector: { type: 'knn_vector', dimension: 3, space_type: 'innerproduct' },
};

const id = fc.integer({ min: 0, max: 7 }).map(String);
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), id, document }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refresh' as const) }) },
);

const probes: readonly JsonObject[] = [
  { match_all: {} },
  { match: { body: 'apple fig fig' } },
  { match_bool_prefix: { body: 'banana ch' } },
  { term: { users: 'ann' } },
  { range: { level: { gt: 0, lte: 2 } } },
  { exists: { field: 'body' } },
  { knn: { vector: { vector: [1, 2, -1], k: 3, filter: { range: { level: { lte: 2 } } } } } },
  { bool: { should: [{ match: { body: 'apple' } }, { term: { users: 'bob' } }], must_not: [{ term: { level: 3 } }] } },
];

/** Sorted, since slots that are used again change the order of equal scores. */
const sorted = (index: SearchIndex, query: JsonObject) =>
  hitsOf(index, query)
    .map(({ id, score }) => `${score.toFixed(9)} ${id}`)
    .sort();

/** Without those that tie for the last place, of which any may be found. */
const certain = (hits: readonly string[]) => hits.filter((hit) => hit.split(' ')[0] !== hits[0]?.split(' ')[0]);

test('after any changes an index is as one that was made of what is left', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      const index = indexOf(properties);
      const written = new Map<string, Document>();
      let visible = new Map<string, Document>();
      for (const step of operations) {
        if (step.kind === 'put') {
          put(index, step.id, step.document);
          written.set(step.id, step.document);
        } else if (step.kind === 'remove') {
          remove(index, step.id);
          written.delete(step.id);
        } else {
          index.refresh();
          visible = new Map(written);
        }
      }
      const fresh = indexOf(properties);
      for (const [key, source] of visible) put(fresh, key, source);
      fresh.refresh();
      for (const query of probes) {
        const [found, expected] = [sorted(index, query), sorted(fresh, query)];
        if ('knn' in query) expect(certain(found)).toEqual(certain(expected));
        else expect(found).toEqual(expected);
        expect(found).toHaveLength(expected.length);
      }
    }),
    { numRuns: 300 },
  );
});

const viewer = fc.record({ user: fc.constantFrom('ann', 'bob', 'eve'), clearance: fc.integer({ min: 0, max: 3 }) });
const corpus = fc.array(document, { minLength: 1, maxLength: 30 });

describe('a search within a filter', () => {
  const filterOf = ({ user, clearance }: { user: string; clearance: number }) => [
    { term: { users: user } },
    { range: { level: { lte: clearance } } },
  ];
  const allows = ({ user, clearance }: { user: string; clearance: number }, { users, level }: Document) =>
    users.includes(user) && level <= clearance;

  test('finds the same vectors as in an index that holds only what is allowed', () => {
    fc.assert(
      fc.property(corpus, viewer, vector, fc.integer({ min: 1, max: 12 }), (documents, who, query, k) => {
        const [all, allowed] = [indexOf(properties), indexOf(properties)];
        documents.forEach((source, at) => {
          put(all, `${at}`, source);
          if (allows(who, source)) put(allowed, `${at}`, source);
        });
        for (const index of [all, allowed]) index.refresh();
        const knn = (filter?: object) => ({ knn: { vector: { vector: query, k, ...(filter && { filter }) } } });
        expect(hitsOf(all, knn({ bool: { filter: filterOf(who) } }))).toEqual(hitsOf(allowed, knn()));
      }),
    );
  });

  test('finds exactly the allowed documents that have one of the words', () => {
    fc.assert(
      fc.property(corpus, viewer, words, (documents, who, query) => {
        const index = indexOf(properties);
        documents.forEach((source, at) => void put(index, `${at}`, source));
        index.refresh();
        const matching = documents.flatMap((source, at) => {
          const isMatch = query.some((word) => source.body.split(' ').includes(word));
          return isMatch && allows(who, source) ? [`${at}`] : [];
        });
        const bool = { must: [{ match: { body: query.join(' ') } }], filter: filterOf(who) };
        expect(idsOf(index, { bool }).sort()).toEqual(matching.sort());
      }),
    );
  });
});
