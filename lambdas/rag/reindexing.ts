import { type Head, isGone, recordOf } from './domain/head';
import type { DocumentKey } from './domain/original-key';
import type { ChunkIndex, IndexWriter } from './domain/ports';
import type { Pass } from './domain/work';
import { type EmbedderOf, embedChunks } from './embed-chunks';
import type { DocumentPages, IndexCopies, IngestStore, SendWork } from './ingest-ports';
import { documentKeyOf } from './org-hash';
import { type SettleDeps, settle, type Wrote } from './settle';

/** Chunks that are read, embedded and written at a time. */
const SLICE = 200;

/**
 * Seconds between two passes, longer than any attempt: whoever learned which indexes there are before the new one was made has ended
 * when the second pass begins, and everybody after it writes into both.
 */
const SETTLING_SECONDS = 900;

/** Seconds for which an index that was left is kept: longer than any function takes it for the one that answers. */
const GRACE_SECONDS = 900;

/** Passes after the first until it is given up: something is wrong that time does not mend. */
const MAX_ROUNDS = 10;

/** Told how it goes; telling it twice does no harm. */
export interface ReindexReport {
  /** A page more of a pass has been looked at. */
  walked(pass: Pass): void;
  copied(head: Head): void;
  /** Another index is to answer by now. */
  superseded(pass: Pass): void;
  switched(from: ChunkIndex, to: ChunkIndex): void;
  /** The index still lacks documents after the last pass. */
  givenUp(pass: Pass): void;
}

export interface ReindexingDeps extends SettleDeps {
  readonly store: SettleDeps['store'] & DocumentPages & Pick<IngestStore, 'findHead'>;
  readonly index: IndexWriter & IndexCopies;
  readonly embedderOf: EmbedderOf;
  readonly send: SendWork;
  readonly report: ReindexReport;
}

const keyOf = ({ org, documentId }: Head): DocumentKey => documentKeyOf(org, documentId);

const isAnswering = (head: Head): boolean => head.liveVersion > 0 && !isGone(head);

/**
 * Fills the index that is to answer from the one that does, beside it, and lets it answer when it lacks nothing. It is a chain of
 * works: each is small, may die anywhere and may be done twice, and so may the chain.
 */
export function createReindexing(deps: ReindexingDeps) {
  const { store, index, send, report } = deps;

  /** Documents of these that an index lacks, or has more of than answers. Who has changed meanwhile is looked at once more. */
  async function lacking(name: string, heads: readonly Head[]): Promise<readonly Head[]> {
    const wrong = async (some: readonly Head[]) => {
      const counts = await index.count(name, some);
      return some.filter((head, at) => counts[at]?.live !== head.chunks || counts[at]?.stale !== 0);
    };
    const now: Head[] = [];
    for (const head of await wrong(heads)) {
      const found = await store.findHead(keyOf(head));
      if (found && isAnswering(found)) now.push(found);
    }
    return wrong(now);
  }

  async function dropOthers(all: readonly ChunkIndex[], kept: ChunkIndex): Promise<void> {
    for (const { name } of all) if (name !== kept.name) await send({ kind: 'drop', index: name }, GRACE_SECONDS);
  }

  /** One page of a pass, which sends for what is missing and for the next page. */
  async function walk(given: Pass | undefined): Promise<void> {
    const all = await index.all();
    const live = all.find(({ isLive }) => isLive);
    const next = all.find(({ isNext }) => isNext);
    if (!live || !next) throw new Error('No index is to answer: the setup comes first');
    const pass = given ?? { index: next.name, round: 0, documents: 0, missing: 0 };
    if (pass.index !== next.name) {
      report.superseded(pass);
      return leave(pass.index, live);
    }
    if (live.name === next.name) return dropOthers(all, live);
    const page = await store.page(pass.after);
    const answering = page.heads.filter(isAnswering);
    const missing = await lacking(next.name, answering);
    for (const head of missing) await send({ kind: 'copy', ...keyOf(head), index: next.name });
    const { round } = pass;
    const figures = { documents: pass.documents + answering.length, missing: pass.missing + missing.length };
    const walked = { index: next.name, round, ...figures };
    report.walked(walked);
    if (page.next) return send({ kind: 'reindex', pass: { ...walked, after: page.next } });
    if (walked.missing > 0 || round === 0) return another(walked);
    await letAnswer(next, live);
  }

  async function letAnswer(next: ChunkIndex, live: ChunkIndex): Promise<void> {
    await index.switch(live, next);
    report.switched(live, next);
    const all = await index.all();
    if (all.some(({ name, isNext }) => isNext && name !== next.name)) return leave(next.name, next);
    await dropOthers(all, next);
  }

  /** Another index was wanted while this one was filled: it goes, or makes way when it began to answer at that very moment. */
  function leave(name: string, live: ChunkIndex): Promise<void> {
    return live.name === name ? send({ kind: 'reindex' }) : send({ kind: 'drop', index: name }, GRACE_SECONDS);
  }

  async function another(pass: Pass): Promise<void> {
    if (pass.round === MAX_ROUNDS) return report.givenUp(pass);
    const { index: name, round } = pass;
    const again = { index: name, round: round + 1, documents: 0, missing: 0 };
    await send({ kind: 'reindex', pass: again }, SETTLING_SECONDS);
  }

  /** @returns what it wrote */
  async function copyChunks(head: Head, from: ChunkIndex, to: ChunkIndex, signal: AbortSignal): Promise<Wrote> {
    const [count] = await index.count(to.name, [head]);
    const there = count?.live ?? 0;
    // What an attempt wrote that cut the text differently.
    if (there > head.chunks)
      await index.remove(head.org, head.documentId, { version: head.liveVersion, from: head.chunks });
    // An attempt that died may have written them, with permissions of then.
    if (there >= head.chunks) return 'unknown';
    const embedder = deps.embedderOf(to.embedding);
    for (let at = 0; at < head.chunks; at += SLICE) {
      const end = Math.min(at + SLICE, head.chunks);
      const chunks = await index.read(from.name, head, at, end);
      if (chunks.length < end - at) return lost(head);
      const embedded = await embedChunks(embedder, head.title, chunks, signal);
      await index.write(to.name, recordOf(head), head.liveVersion, embedded, signal);
    }
    report.copied(head);
    return head.aclVersion;
  }

  /** What the index lacks that answers is read from its original, unless it is only that another version answers by now. */
  async function lost(head: Head): Promise<Wrote> {
    const now = await store.findHead(keyOf(head));
    const { liveVersion, liveUploadId } = head;
    if (now && isAnswering(now) && now.liveVersion === liveVersion && liveUploadId)
      await send({ kind: 'ingest', ...keyOf(head), uploadId: liveUploadId, request: `lost-${liveVersion}` });
    return 'unknown';
  }

  return {
    walk,

    /** Brings a document into an index that is being filled, by the text of the index that answers. */
    async copy(key: DocumentKey, name: string, signal: AbortSignal): Promise<void> {
      const all = await index.all();
      const from = all.find(({ isLive }) => isLive);
      const to = all.find((each) => each.name === name);
      const head = await store.findHead(key);
      const isWanted = from && to && from !== to && head && isAnswering(head);
      const wrote = isWanted ? await copyChunks(head, from, to, signal) : 'unknown';
      // Whatever became of the document meanwhile, the head says what stays.
      await settle(deps, key, wrote);
    },

    /** Deletes an index that is in nobody's use any more. */
    async drop(name: string): Promise<void> {
      const all = await index.all();
      const found = all.find((each) => each.name === name);
      const next = all.find(({ isNext }) => isNext);
      if (found && next && !found.isLive && !found.isNext) await index.drop(found, next);
    },
  };
}
export type Reindexing = ReturnType<typeof createReindexing>;
