import { S3Client } from '@aws-sdk/client-s3';
import { createOriginalLinks } from '../../../../lambdas/rag/adapters/original-links';
import type { Viewer } from '../../../../lambdas/rag/domain/access';
import type { AnswerStore } from '../../../../lambdas/rag/domain/answer-cache';
import { isGone } from '../../../../lambdas/rag/domain/head';
import type { Passage } from '../../../../lambdas/rag/domain/passage';
import type { DocumentReader, Embedder, Reranker, SearchIndex } from '../../../../lambdas/rag/domain/ports';
import { Library, open } from './library';
import { indexOf, mayRead } from './marked-corpus';
import type { MarkedLibrary } from './marked-library';
import { repeating, SayingModel, wordEmbedder, wordReranker } from './models';
import { queryApi } from './query-api';
import type { ServedIndex } from './served-index';

/** Where in a request something may change: when the cache, or the index, has been asked; when the model begins to write. */
export type Moment = 'cache' | 'index' | 'model';

export interface ServedRagOptions {
  readonly index: ServedIndex;
  readonly library: MarkedLibrary;
  /** False takes the filters out of every search. */
  readonly filters: boolean;
  /** False takes the authority away: records say of every document that all may see it. */
  readonly authority: boolean;
}

/** The query side in its own pipelines over a search engine; models, and the table of documents, are in memory. */
export function servedRag({ index, library, filters, authority }: ServedRagOptions) {
  /** What was sent to models since the last request. */
  const sent: string[] = [];
  /** Passages of the index that their asker must not see, by the records: somebody else has to stop them. */
  const stopped = { passages: 0 };
  let change: { readonly at: Moment; readonly make: () => Promise<void> } | undefined;
  async function reach(moment: Moment): Promise<void> {
    if (change?.at !== moment) return;
    const { make } = change;
    change = undefined;
    await make();
  }

  const asked = filters ? index.filtered : index.unfiltered;
  const documents = recordsOf(library, authority);
  const searched: SearchIndex = {
    async search(who, ...rest) {
      const found = await asked.search.search(who, ...rest);
      await reach('index');
      stopped.passages += found.flat().filter(({ passage }) => !isCurrent(library, who, passage)).length;
      return found;
    },
    async suggest(...given) {
      const found = await asked.search.suggest(...given);
      await reach('index');
      return found;
    },
  };
  const cache: AnswerStore = {
    async nearest(...given) {
      const found = await asked.answers.nearest(...given);
      await reach('cache');
      return found;
    },
    put: asked.answers.put,
  };
  const embedder: Embedder = {
    ...wordEmbedder,
    embed: (texts, ...rest) => {
      sent.push(...texts);
      return wordEmbedder.embed(texts, ...rest);
    },
  };
  const reranker: Reranker = {
    ...wordReranker,
    rerank: (query, passages, ...rest) => {
      sent.push(...passages);
      return wordReranker.rerank(query, passages, ...rest);
    },
  };
  /** Reads all passages and cites every other one: what it only read is a source of the answer, too. */
  const model = new SayingModel(async (prompt) => {
    await reach('model');
    return repeating(prompt).replace(/[^.\]]*\. \[[2468]\]/g, '');
  });
  /** Other words for some questions, which are searched for as well. */
  const rewording = new SayingModel(({ user }) => (user.length % 3 === 0 ? `${user} Please tell.` : ''));
  const s3 = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const linkTo = createOriginalLinks({ client: s3, bucket: 'originals', findHead: library.world.store.find });
  const api = queryApi(new Library(), {
    model,
    retrieval: { index: searched, documents, embedder, reranker, expansion: rewording, watch: patient },
    answering: { cache, linkTo, now: () => index.domain.local.clock.now },
  });

  return {
    api,
    stopped,
    /** Makes a change when the next request comes to this moment. */
    changeAt: (at: Moment, make: () => Promise<void>) => {
      change = { at, make };
    },
    /** Everything but the response that has left since it was asked last: to models, the audit, the log and metrics. */
    left(): string {
      change = undefined;
      const prompts = [...model.prompts, ...rewording.prompts].map(({ system, user }) => `${system}\n${user}`);
      const all = [...sent, ...prompts, ...api.lines, JSON.stringify([api.audited, api.published])].join('\n');
      for (const list of [sent, model.prompts, rewording.prompts, api.lines, api.audited, api.published])
        list.length = 0;
      return all;
    },
  };
}
export type ServedRag = ReturnType<typeof servedRag>;

/** No stage is ever too slow. */
const patient = { now: () => 0, limit: () => new AbortController().signal };

/** As DynamoDB would answer, but for the organisation: that is left to whoever asks. */
function recordsOf(library: MarkedLibrary, authority: boolean): DocumentReader {
  const recordOf = (org: string, documentId: string) => {
    const head = library.headOf(indexOf(documentId));
    return authority || !head ? head : { ...head, org, acl: open };
  };
  return {
    find: async (org, documentId) => recordOf(org, documentId),
    findAll: async (org, ids) => [...new Set(ids)].flatMap((documentId) => recordOf(org, documentId) ?? []),
  };
}

function isCurrent(library: MarkedLibrary, who: Viewer, { documentId, version }: Passage): boolean {
  const head = library.headOf(indexOf(documentId));
  return head !== undefined && !isGone(head) && head.liveVersion === version && mayRead(who, head.org, head.acl);
}
