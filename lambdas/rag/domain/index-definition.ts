import { ALL_ANSWERS, ALL_CHUNKS, answerIndexNameOf, CHUNKS_ALIAS, type Embedding, indexNameOf } from './index-name';

export interface IndexSize {
  readonly shards: number;
  readonly replicas: number;
}

/** What an index is made with; `settings` and `mappings` as OpenSearch takes them. */
export interface IndexDefinition {
  readonly name: string;
  /** Stands for it and all others of its kind. */
  readonly all: string;
  /** Points here from the beginning, unless it points somewhere already. */
  readonly alias?: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
}

const keyword = { type: 'keyword' };
const whole = { type: 'integer' };
const english = { type: 'text', analyzer: 'english' };
const epochMs = { type: 'date', format: 'epoch_millis' };
/** Kept, and never searched by. */
const stored = { type: 'keyword', index: false, doc_values: false };

/**
 * Vectors are of unit length, so that the inner product is the cosine.
 * @see https://docs.opensearch.org/latest/field-types/supported-field-types/knn-vector/
 */
const vectorOf = (dimension: number) => ({
  type: 'knn_vector',
  dimension,
  method: { name: 'hnsw', engine: 'faiss', space_type: 'innerproduct', parameters: { m: 16, ef_construction: 128 } },
});

const metaOf = ({ model, dimensions }: Embedding) => ({ model, dimensions });

const settingsOf = ({ shards, replicas }: IndexSize) => ({
  index: { knn: true, number_of_shards: shards, number_of_replicas: replicas },
});

/** The index of chunks. A field that is not named here is refused, so that what is written is what is meant. */
export const chunksIndex = (embedding: Embedding, size: IndexSize): IndexDefinition => ({
  name: indexNameOf(embedding),
  all: ALL_CHUNKS,
  alias: CHUNKS_ALIAS,
  settings: settingsOf(size),
  mappings: {
    dynamic: 'strict',
    // Whoever searches or writes it learns here what its vectors are made with.
    _meta: metaOf(embedding),
    // A request that names no organisation has no shard to go to.
    _routing: { required: true },
    properties: {
      org: keyword,
      documentId: keyword,
      version: whole,
      ordinal: whole,
      title: { ...english, copy_to: 'all' },
      text: { ...english, copy_to: 'all' },
      // What the keyword leg looks through: what a title says belongs to each of its passages.
      all: english,
      section: keyword,
      page: whole,
      start: whole,
      end: whole,
      tokens: whole,
      source: keyword,
      contentType: keyword,
      link: stored,
      modifiedAt: epochMs,
      acl: {
        properties: {
          users: keyword,
          groups: keyword,
          everyone: { type: 'boolean' },
          classification: { type: 'byte' },
        },
      },
      vector: vectorOf(embedding.dimensions),
    },
  },
});

/** The index of cached answers: found by organisation, by question, and by the documents they rest on. The rest is only kept. */
export const answersIndex = (embedding: Embedding, size: IndexSize): IndexDefinition => ({
  name: answerIndexNameOf(embedding),
  all: ALL_ANSWERS,
  settings: settingsOf(size),
  mappings: {
    dynamic: false,
    _routing: { required: true },
    properties: {
      org: keyword,
      createdAt: epochMs,
      expiresAt: epochMs,
      sources: { properties: { documentId: keyword } },
      vector: vectorOf(embedding.dimensions),
    },
  },
});
