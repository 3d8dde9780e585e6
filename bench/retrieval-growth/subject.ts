import { writeDocument } from '../../tools/local/engines/opensearch/api/write';
import { type Backend, embedded } from '../../tools/local/engines/opensearch/backend';
import { Cluster } from '../../tools/local/engines/opensearch/cluster';
import { Security } from '../../tools/local/engines/opensearch/security/security';
import { type Corpus, DIMENSIONS, type Question } from './corpus';

const INDEX = 'chunks';
/** Hits of each leg, as many as are fused and reranked. */
const SIZE = 50;

const text = { type: 'text', analyzer: 'english' };
const keyword = { type: 'keyword' };
const mappings = {
  dynamic: 'strict',
  properties: {
    org: keyword,
    documentId: keyword,
    title: text,
    text,
    modifiedAt: { type: 'date', format: 'epoch_millis' },
    acl: {
      properties: { users: keyword, groups: keyword, everyone: { type: 'boolean' }, classification: { type: 'byte' } },
    },
    vector: { type: 'knn_vector', dimension: DIMENSIONS, method: { name: 'hnsw', space_type: 'innerproduct' } },
  },
};

export type Leg = 'keyword' | 'vector';

/** The laptop's search engine with a corpus in it, asked by the calls that a function makes. */
export class Subject {
  private readonly cluster = new Cluster(
    'bench',
    () => 0,
    () => 'bench',
  );
  private readonly backend: Backend;
  private size = 0;

  constructor(private readonly corpus: Corpus) {
    this.cluster.createIndex(INDEX, { settings: { knn: true, refresh_interval: '-1' }, mappings });
    this.backend = embedded(this.cluster, new Security(undefined, this.cluster));
  }

  growTo(size: number): void {
    const index = this.cluster.index(INDEX);
    for (; this.size < size; this.size += 1) {
      const id = `chunk-${this.size}`;
      writeDocument({ index, id, routing: 'acme', now: 0 }, this.corpus.chunk(this.size));
    }
    index.refresh();
  }

  /**
   * Asks in one round trip, within what the person may see.
   * @throws Error when a leg failed or found nothing
   */
  async ask(request: Buffer): Promise<void> {
    const { status, body } = await this.backend(callOf(request), '/_msearch');
    const { responses } = JSON.parse(body.toString()) as { responses: { hits?: { hits: unknown[] } }[] };
    const isEmpty = responses.some(({ hits }) => !hits || hits.hits.length === 0);
    if (status !== 200 || isEmpty) throw new Error(`a search failed or found nothing: ${body.subarray(0, 300)}`);
  }
}

const callOf = (body: Buffer) => ({
  ...{ service: 'es', operation: 'POST /_msearch', region: 'local', caller: { name: 'bench' } },
  ...{ method: 'POST', path: '/_msearch', headers: {}, body, signal: new AbortController().signal },
});

/** The body of a search with these legs, each filtered inside. */
export function requestOf(question: Question, legs: readonly Leg[]): Buffer {
  const filter = filterOf(question);
  const queries: Readonly<Record<Leg, object>> = {
    keyword: {
      bool: {
        must: [{ multi_match: { query: question.text, type: 'most_fields', fields: ['title^0.5', 'text'] } }],
        filter,
      },
    },
    vector: { knn: { vector: { vector: question.vector, k: SIZE, filter: { bool: { filter } } } } },
  };
  const header = { index: INDEX, routing: 'acme' };
  const lines = legs.flatMap((leg) => [header, { query: queries[leg], size: SIZE, _source: { excludes: ['vector'] } }]);
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const filterOf = ({ user, groups, clearance }: Question) => [
  { term: { org: 'acme' } },
  { range: { 'acl.classification': { lte: clearance } } },
  {
    bool: {
      should: [
        { term: { 'acl.everyone': true } },
        { term: { 'acl.users': user } },
        { terms: { 'acl.groups': groups } },
      ],
      minimum_should_match: 1,
    },
  },
];
