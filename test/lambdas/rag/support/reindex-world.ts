import { listChunkIndexes } from '../../../../lambdas/rag/adapters/chunk-indexes';
import { createIndexCopies } from '../../../../lambdas/rag/adapters/index-copies';
import { createIndexWriter } from '../../../../lambdas/rag/adapters/index-writer';
import { createSearchAdmin } from '../../../../lambdas/rag/adapters/search-admin';
import { createSearchIndex } from '../../../../lambdas/rag/adapters/search-index';
import type { Acl } from '../../../../lambdas/rag/domain/access';
import { viewerOf } from '../../../../lambdas/rag/domain/access';
import { type Head, isGone } from '../../../../lambdas/rag/domain/head';
import { answerIndexNameOf, CHUNKS_ALIAS, type Embedding } from '../../../../lambdas/rag/domain/index-name';
import { chunkIdOf } from '../../../../lambdas/rag/domain/passage';
import type { ChunkIndex, Embedder, SearchIndex } from '../../../../lambdas/rag/domain/ports';
import { visibleHeads } from '../../../../lambdas/rag/domain/retrieval/authority';
import type { Work } from '../../../../lambdas/rag/domain/work';
import { createIngestion, type Ingestion } from '../../../../lambdas/rag/ingestion';
import { documentKeyOf } from '../../../../lambdas/rag/org-hash';
import { createReindexing, type Reindexing } from '../../../../lambdas/rag/reindexing';
import { createSearchSetup } from '../../../../lambdas/rag/search-setup';
import { alice } from '../../support/principals';
import { EngineDomain, roleArn } from './engine-domain';
import { atOnce, type Content, type Effect, IngestWorld, throughEffects } from './ingest-world';

export const org = 'acme';
export const owner = alice.userId;
const who = viewerOf({ ...alice, org });
const roles = { Search: [roleArn('search')], Answer: [roleArn('answer')], Ingest: [roleArn('ingest')] };
/** A page of the walk over all documents. */
const PAGE = 2;

export const aclOf = (group: string): Acl => ({ users: [owner], groups: [group], everyone: false, classification: 0 });

/** Different with each model, and of unit length; any text is found by any other. */
export function vectorOf(text: string, { model, dimensions }: Embedding): number[] {
  const vector = Array.from({ length: dimensions }, (_, at) => 1 + ((text.length + model.length * (at + 1)) % 5));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const embedderOf = (embedding: Embedding): Embedder => ({
  ...embedding,
  embed: async (texts) => texts.map((text) => vectorOf(text, embedding)),
});

/** Documents in memory, and indexes in a search domain through the adapters, whose every request is an effect. */
export class ReindexWorld {
  readonly ingest = new IngestWorld();
  /** Index that a query took for the one that answers, less than a minute ago. */
  known: ChunkIndex | undefined;
  readonly events: string[] = [];

  private readonly domain = new EngineDomain();
  private readonly asSetup = this.domain.client('setup');
  private readonly asSearch = this.domain.client('search');

  get sent(): { work: Work; delay: number }[] {
    return this.ingest.sent;
  }

  /** What a deployment with this embedding does. */
  async setUp({ model, dimensions }: Embedding): Promise<void> {
    const admin = createSearchAdmin(this.asSetup, () => undefined, 1);
    const setup = createSearchSetup(admin, async (_queue, work) => void this.sent.push({ work, delay: 0 }));
    await setup(
      {
        ...{ RequestType: 'Create', ServiceToken: 'arn', ResponseURL: 'http://cloudformation', StackId: 'stack' },
        ...{ RequestId: 'request', LogicalResourceId: 'Index', ResourceType: 'Custom::SearchIndex' },
        ResourceProperties: {
          ...{ ServiceToken: 'arn', Model: model, Dimensions: `${dimensions}`, Shards: '2', Replicas: '0' },
          ...{ Queue: 'https://sqs.example/1/ingest', Roles: roles },
        },
      },
      new AbortController().signal,
    );
    this.known ??= (await this.indexes()).find(({ isLive }) => isLive);
  }

  indexes(): Promise<readonly ChunkIndex[]> {
    return listChunkIndexes(this.asSetup);
  }

  worker(effect: Effect = atOnce): { readonly ingestion: Ingestion; readonly reindexing: Reindexing } {
    const client = this.domain.client('ingest', effect);
    const writer = createIndexWriter({ client, wait: async () => undefined });
    const index = { ...writer, ...createIndexCopies(client) };
    const deps = { ...this.ingest.deps(effect), index, embedderOf };
    const page = async (after: { pk: string; sk: string } | undefined) => {
      const heads = [...this.ingest.store.heads].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const rest = heads.filter(([id]) => after === undefined || id > after.pk);
      const last = rest[PAGE - 1];
      const found = rest.slice(0, PAGE).map(([, head]) => head);
      return { heads: found, ...(last && rest.length > PAGE && { next: { pk: last[0], sk: 'HEAD' } }) };
    };
    const store = { ...throughEffects({ page }, effect), ...pick(deps.store) };
    const tell = (event: string) => void this.events.push(event);
    const report = {
      ...{ walked: () => undefined, copied: ({ documentId }: Head) => tell(`copied ${documentId}`) },
      ...{ superseded: () => tell('superseded'), givenUp: () => tell('given up') },
      switched: (_from: ChunkIndex, to: ChunkIndex) => tell(`switched to ${to.name}`),
    };
    return { ingestion: createIngestion(deps), reindexing: createReindexing({ ...deps, store, report }) };
  }

  heads(): Head[] {
    return [...this.ingest.store.heads.values()].filter((head) => head.liveVersion > 0 && !isGone(head));
  }

  async upload(documentId: string, uploadId: string, content: Content): Promise<void> {
    const { store } = this.ingest;
    const document = { documentId, org, owner, source: 'upload', acl: aclOf('staff') };
    const upload = { uploadId, title: 'T', contentType: 'text/plain' as const, size: 1, modifiedAt: 0 };
    const isNew = await store.create(document, upload);
    if (!isNew && !(await store.addUpload(org, documentId, owner, upload))) return;
    const key = documentKeyOf(org, documentId);
    this.ingest.put(key, uploadId, content);
    this.sent.push({ work: { kind: 'uploaded', ...key, uploadId }, delay: 0 });
  }

  /** Ids of the chunks that each leg of a query finds in an index, of versions that answer. */
  async found({ name, embedding }: ChunkIndex): Promise<string[][]> {
    const index: SearchIndex = createSearchIndex(this.asSearch, { alias: CHUNKS_ALIAS, index: name });
    const legs = [
      { kind: 'keyword', text: 'budget' } as const,
      { kind: 'vector', vector: vectorOf('', embedding) } as const,
    ];
    const lists = await index.search(who, legs, 1000);
    const documents = {
      find: async () => undefined,
      findAll: async () => this.heads(),
    };
    const ids = [...new Set(lists.flat().map(({ passage }) => passage.documentId))];
    const heads = await visibleHeads(who, ids, documents);
    const isLive = ({ documentId, version }: { documentId: string; version: number }) =>
      heads.get(documentId)?.liveVersion === version;
    return lists.map((hits) => hits.flatMap(({ passage }) => (isLive(passage) ? passage.chunkId : [])).toSorted());
  }

  /** Ids of the chunks of all documents that answer. */
  expected(): string[] {
    const chunksOf = ({ documentId, liveVersion, chunks }: Head) =>
      Array.from({ length: chunks }, (_, ordinal) => chunkIdOf(documentId, liveVersion, ordinal));
    return this.heads().flatMap(chunksOf).toSorted();
  }

  /** Permissions change: in the record, and in the indexes there are. */
  async setAcl(documentId: string, group: string): Promise<void> {
    await this.ingest.store.setAcl(org, documentId, owner, aclOf(group));
    await this.worker().ingestion.changePermissions(documentKeyOf(org, documentId));
  }

  async removeAnswers(embedding: Embedding): Promise<void> {
    await this.asSetup.indices.delete({ index: answerIndexNameOf(embedding), ignore_unavailable: true });
  }

  /** An index loses a chunk, whatever the reason. */
  async lose(index: string, id: string): Promise<void> {
    await this.asSetup.delete({ index, id, routing: org, refresh: true });
  }

  /** What an index has, whole. */
  async contents(name: string): Promise<Readonly<Record<string, unknown>>[]> {
    await this.asSetup.indices.refresh({ index: name });
    const query = { bool: { filter: [{ term: { org } }] } };
    const { body } = await this.asSetup.search({ index: name, routing: org, body: { size: 1000, query } });
    return body.hits.hits.map(({ _id, _source }) => ({ _id, ...(_source as object) }));
  }
}

const pick = (store: ReturnType<IngestWorld['deps']>['store']) => ({
  findHead: store.findHead,
  uploads: store.uploads,
  removeUpload: store.removeUpload,
  forgetBurned: store.forgetBurned,
  progress: store.progress,
});
