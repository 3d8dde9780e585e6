import { orAborted } from '../../../shared/domain/or-aborted';
import type { Viewer } from '../access';
import type { Hit } from '../ports';
import { Unavailable } from '../unavailable';
import { isVisible, visibleHeads } from './authority';
import { Timetable } from './budget';
import { expand } from './expand';
import { type Candidate, fuseLegs, LEG_SIZE, type PlannedLeg, planLegs } from './legs';
import { asFused, rerank } from './rerank';
import type { Degraded, Retrieval, RetrieveDeps, RetrieveOptions } from './retrieval';
import { type Understood, understand } from './understand';

/** Passages that are looked at for near-duplicates: what a reranker reads, and those that take the place of what is left out. */
const CANDIDATES = 100;

/** One run: what it is asked, and what it had to give up. */
interface Run {
  readonly who: Viewer;
  readonly options: RetrieveOptions;
  readonly deps: RetrieveDeps;
  readonly table: Timetable;
  readonly degraded: Set<Degraded>;
}

type Vector = readonly number[] | undefined;

/** What each leg found. */
interface Lists {
  readonly legs: readonly PlannedLeg[];
  readonly hits: readonly (readonly Hit[])[];
}

/**
 * The one way to documents: everything that searches, answers or is a tool of a model goes through here. What it returns the
 * viewer may see by the documents' own records, read after the search.
 *
 * @throws Unavailable when neither search nor its keyword half answers in time, or permissions cannot be read
 */
export async function retrieve(
  who: Viewer,
  question: string,
  options: RetrieveOptions,
  deps: RetrieveDeps,
): Promise<Retrieval> {
  const table = new Timetable(deps.watch, deps.budget);
  const run: Run = { who, options, deps, table, degraded: new Set() };
  const understood = understand(question, options.filters, deps.languageOf);
  const { text, language, filters } = understood;
  const { variants, vectors } = await wordings(run, understood);
  const lists = await search(run, [text, ...variants], vectors, understood);
  const allowed = await table.time('authority', () => authorised(run, lists));
  const distinct = deps.withoutNearDuplicates(allowed.map((each) => ({ ...each, text: each.passage.text })));
  const { results, model } = await table.time('rerank', () => ordered(run, text, distinct));
  return {
    results,
    query: { text, language, variants, filters },
    degraded: ORDER.filter((stage) => run.degraded.has(stage)),
    ...(model !== undefined && { rerankModel: model }),
    timings: { ...table.timings, total: table.total() },
  };
}

const ORDER: readonly Degraded[] = ['rerank', 'expansion', 'vector'];

/** Other wordings while the question is being embedded, then the vectors of those. */
async function wordings(run: Run, { text, intent }: Understood) {
  const { options, table, deps } = run;
  const own = options.mode === 'keyword' ? undefined : table.time('embedding', () => vectorsOf(run, [text]));
  const model = options.expand && intent === 'question' ? deps.expansion : undefined;
  const limit = table.signal('expansion', options.signal);
  const expanding =
    model &&
    table.time('expansion', () => attempt(run, 'expansion', () => orAborted(expand(text, model, limit), limit)));
  const [first, variants = []] = await Promise.all([own, expanding]);
  const more = first && variants.length > 0 ? await table.time('embedding', () => vectorsOf(run, variants)) : [];
  return { variants, vectors: [first?.[0], ...(more ?? [])] };
}

/** @returns undefined when they could not be had in time */
async function vectorsOf(run: Run, texts: readonly string[]): Promise<readonly Vector[] | undefined> {
  const limit = run.table.signal('embedding', run.options.signal);
  return attempt(run, 'vector', () => orAborted(run.deps.embedder.embed(texts, 'query', limit), limit));
}

/** All legs in one round trip; without the vectors where that fails. */
async function search(run: Run, texts: readonly string[], vectors: readonly Vector[], { filters }: Understood) {
  const { who, options, deps, table } = run;
  const found = async (legs: readonly PlannedLeg[], stage: 'search' | 'keywords'): Promise<Lists> => {
    const limit = table.signal(stage, options.signal);
    const asked = legs.map(({ leg }) => leg);
    const ask = () => deps.index.search(who, asked, LEG_SIZE, filters, limit);
    return { legs, hits: await table.time('search', () => orAborted(ask(), limit)) };
  };
  const legs = planLegs(texts, vectors, options.mode);
  const keywords = planLegs(texts, [], 'keyword');
  const withVectors = legs.some(({ leg }) => leg.kind === 'vector');
  const best = withVectors ? await attempt(run, 'vector', () => found(legs, 'search')) : undefined;
  try {
    return best ?? (await found(keywords, 'keywords'));
  } catch (cause) {
    throw new Unavailable('search_unavailable', 'The search does not answer', { cause });
  }
}

/**
 * What the viewer may see of it, fused as if nothing else had been found: neither scores nor ranks tell of what is hidden.
 * Without the documents' records nothing is shown at all.
 */
async function authorised({ who, options, deps, table }: Run, { legs, hits }: Lists): Promise<Candidate[]> {
  const limit = table.signal('authority', options.signal);
  const ids = fuseLegs(legs, hits, options.fusion, deps.vectorWeight).map(({ passage }) => passage.documentId);
  try {
    const heads = await orAborted(visibleHeads(who, ids, deps.documents, limit), limit);
    const visible = hits.map((list) => list.filter(({ passage }) => isVisible(heads, passage)));
    return fuseLegs(legs, visible, options.fusion, deps.vectorWeight).slice(0, CANDIDATES);
  } catch (cause) {
    throw new Unavailable('search_unavailable', 'Permissions cannot be read', { cause });
  }
}

async function ordered(run: Run, question: string, candidates: readonly Candidate[]) {
  const { options, deps, table } = run;
  const reranker = options.rerank && candidates.length > 0 ? deps.reranker : undefined;
  const limit = table.signal('rerank', options.signal);
  const by =
    reranker &&
    (await attempt(run, 'rerank', () => orAborted(rerank(question, candidates, options.size, reranker, limit), limit)));
  return by ? { results: by, model: reranker?.model } : { results: asFused(candidates, options.size) };
}

/** Goes on without what fails, and says so; only for a caller that has gone there is nothing to go on with. */
async function attempt<T>(run: Run, stage: Degraded, make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (reason) {
    run.options.signal?.throwIfAborted();
    run.degraded.add(stage);
    run.deps.onDegraded(stage, reason);
    return undefined;
  }
}
