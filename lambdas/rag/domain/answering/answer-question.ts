import { orAborted } from '../../../shared/domain/or-aborted';
import type { Viewer } from '../access';
import { type AnswerStore, findAnswer, MAX_AGE_MS, scopeOf } from '../answer-cache';
import type { DocumentRecord } from '../document';
import type { Fusion } from '../fusion';
import type { Embedder, Filters, TextModel } from '../ports';
import type { Degraded, Retrieval, RetrieveDeps } from '../retrieval/retrieval';
import { retrieve } from '../retrieval/retrieve';
import { understand } from '../retrieval/understand';
import type { Answer, AnswerEvent, Sentence, Source, Usage } from './answer';
import { Citations } from './citations';
import { contextOf } from './context';
import { createJudge } from './judge';
import { withMarkers } from './markers';
import { answerPrompt, type Numbered, UNKNOWN } from './prompt';
import { SentenceStream } from './sentences';

/** Tokens of an answer at most. */
const MAX_TOKENS = 800;
/** Milliseconds that the cache may take, to be read and to be written. */
const CACHE_MS = 1_500;

export interface AnswerDeps {
  readonly retrieval: RetrieveDeps;
  readonly model: TextModel;
  readonly fusion: Fusion;
  /** Absent where answers are always made anew. */
  readonly cache?: AnswerStore | undefined;
  /** Where to read a document that the viewer may see; called when that has just been checked. */
  readonly linkTo: (document: DocumentRecord) => Promise<string | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of a cache that fails: the answer is made without it. */
  readonly onCacheError: (error: unknown) => void;
}

export interface Question {
  readonly question: string;
  /** Passages that the answer is written from at most. */
  readonly size: number;
  readonly filters: Filters;
  /** Nobody waits for the answer any more, or it has to end. */
  readonly signal: AbortSignal;
}

interface Run {
  readonly who: Viewer;
  readonly asked: Question;
  readonly deps: AnswerDeps;
  readonly timings: Record<string, number>;
  readonly started: number;
}

/**
 * Answers a question from what the viewer may see, sentence by sentence as they are written and verified; `done` comes last,
 * once. What no passage supports is not part of the answer, and an answer of nothing is "I don't know".
 *
 * @throws Unavailable when the search or the model does not answer
 */
export async function* answerQuestion(
  who: Viewer,
  asked: Question,
  given: AnswerDeps,
): AsyncGenerator<AnswerEvent, void> {
  const deps = {
    ...given,
    retrieval: { ...given.retrieval, embedder: embeddingOnce(given.retrieval.embedder, asked.signal) },
  };
  const run: Run = { who, asked, deps, timings: {}, started: deps.retrieval.watch.now() };
  const key = await cacheKey(run);
  const cached = key && (yield* fromCache(run, key));
  if (cached) return;
  const { question, size, filters, signal } = asked;
  const options = { size, mode: 'hybrid', fusion: deps.fusion, rerank: true, expand: true, filters, signal } as const;
  const retrieval = await retrieve(who, question, options, deps.retrieval);
  Object.assign(run.timings, retrieval.timings);
  const passages = contextOf(retrieval.results);
  const answer = yield* written(run, passages, retrieval);
  if (key) await keep(run, key, answer);
  yield { type: 'done', answer };
}

/** The answer as the model writes it. Where nothing was found it is not even asked. */
async function* written(run: Run, passages: readonly Numbered[], retrieval: Retrieval) {
  const { asked, deps } = run;
  const citations = new Citations(run.who, passages, deps);
  const sentences: Sentence[] = [];
  const usage = { inputTokens: 0, outputTokens: 0 };
  const judge = createJudge(passages, retrieval.degraded.includes('vector') ? undefined : deps.retrieval.embedder);
  for await (const text of passages.length > 0 ? sentencesOf(run, passages, usage) : []) {
    const { sentence, places } = await judge(text, asked.signal);
    if (sentence.verdict !== 'supported') {
      sentences.push(sentence);
      continue;
    }
    const { fresh, allowed } = await citations.cite(places, asked.signal);
    if (allowed.length === 0) continue;
    for (const citation of fresh) yield { type: 'citation', citation } as const;
    run.timings.firstSentence ??= elapsed(run);
    const supported = { ...sentence, citations: allowed };
    sentences.push(supported);
    yield { type: 'sentence', sentence: supported } as const;
  }
  run.timings.generation = elapsed(run) - (run.timings.total ?? 0);
  const sources = sourcesOf(passages);
  return answerOf(run, { sentences, citations: citations.all, degraded: retrieval.degraded, usage, sources });
}

/** Sentences of the model, but for that in which it says that it does not know. */
async function* sentencesOf(
  run: Run,
  passages: readonly Numbered[],
  usage: { -readonly [Name in keyof Usage]: number },
) {
  const { asked, deps } = run;
  const stream = new SentenceStream();
  const prompt = { ...answerPrompt(asked.question, passages), maxTokens: MAX_TOKENS };
  for await (const piece of deps.model.stream(prompt, asked.signal)) {
    if ('usage' in piece) Object.assign(usage, piece.usage);
    else yield* stream.push(piece.text).filter(says);
  }
  asked.signal.throwIfAborted();
  yield* stream.end().filter(says);
}

const says = (sentence: string): boolean => !/^(?:sorry, )?I (?:do not|don['’]t) know\b/i.test(sentence);

interface Written extends Pick<Answer, 'sentences' | 'citations' | 'usage' | 'sources'> {
  readonly degraded: readonly Degraded[];
  readonly cached?: boolean;
}

function answerOf(run: Run, { sentences, citations, degraded, usage, sources, cached = false }: Written): Answer {
  const said = sentences.filter(({ verdict }) => verdict === 'supported');
  return {
    status: said.length > 0 ? 'answered' : 'unknown',
    answer: said.map(({ text, citations: cited }) => withMarkers(text, cited)).join(' ') || UNKNOWN,
    sentences,
    citations,
    degraded,
    cached,
    usage,
    timings: { ...run.timings, total: elapsed(run) },
    sources,
  };
}

function sourcesOf(passages: readonly Numbered[]): Source[] {
  const versions = new Map(passages.map(({ passage }) => [passage.documentId, passage.version]));
  return [...versions].map(([documentId, version]) => ({ documentId, version }));
}

const elapsed = ({ deps, started }: Run): number => Math.round(deps.retrieval.watch.now() - started);

interface CacheKey {
  readonly question: string;
  readonly vector: readonly number[];
  readonly scope: string;
}

/** @returns undefined where answers are not cached, or the question's vector cannot be had */
function cacheKey(run: Run): Promise<CacheKey | undefined> {
  const { asked, deps } = run;
  return withCache(run, async (signal) => {
    const { text, filters } = understand(asked.question, asked.filters, deps.retrieval.languageOf);
    const [vector] = await orAborted(deps.retrieval.embedder.embed([text], 'query', signal), signal);
    return vector && { question: text, vector, scope: scopeOf(deps.model.model, asked.size, filters) };
  });
}

/** Gives a cached answer, whose documents are asked about once more for their links. @returns whether there was one */
async function* fromCache(run: Run, key: CacheKey) {
  const { who, deps } = run;
  const found = await withCache(run, async (signal) => {
    const store = deps.cache;
    const { documents } = deps.retrieval;
    return store && orAborted(findAnswer(who, key, { store, documents, now: deps.now() }, signal), signal);
  });
  run.timings.cache = elapsed(run);
  if (!found) return false;
  const linked = await new Citations(who, [], deps).linked(found.citations, run.asked.signal);
  if (linked.length < found.citations.length) return false;
  for (const citation of linked) yield { type: 'citation', citation } as const;
  for (const sentence of found.sentences) yield { type: 'sentence', sentence } as const;
  const { sentences, sources } = found;
  const usage = { inputTokens: 0, outputTokens: 0 };
  const answer = answerOf(run, { sentences, citations: linked, degraded: [], usage, sources, cached: true });
  yield { type: 'done', answer } as const;
  return true;
}

/** What was made with less than all is not kept, nor that nothing was found: the next one may have better luck. */
async function keep(run: Run, key: CacheKey, answer: Answer): Promise<void> {
  if (answer.status !== 'answered' || answer.degraded.length > 0) return;
  const createdAt = run.deps.now();
  const entry = {
    ...key,
    org: run.who.org,
    createdAt,
    sources: answer.sources,
    sentences: answer.sentences.filter(({ verdict }) => verdict === 'supported'),
    citations: answer.citations.map(({ link: _link, ...citation }) => citation),
  };
  await withCache(run, async (signal) => run.deps.cache?.put(run.who, entry, createdAt + MAX_AGE_MS, signal));
}

async function withCache<T>(run: Run, use: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const { asked, deps } = run;
  if (!deps.cache) return undefined;
  try {
    return await use(AbortSignal.any([asked.signal, deps.retrieval.watch.limit('cache', CACHE_MS)]));
  } catch (error) {
    asked.signal.throwIfAborted();
    deps.onCacheError(error);
    return undefined;
  }
}

/**
 * The question is searched for and looked up in the cache: it is embedded once. Whoever waits no longer leaves it to those who
 * still do; what failed is tried again.
 */
function embeddingOnce(embedder: Embedder, signal: AbortSignal): Embedder {
  const known = new Map<string, Promise<readonly number[][]>>();
  return {
    model: embedder.model,
    dimensions: embedder.dimensions,
    embed(texts, purpose) {
      const key = JSON.stringify([purpose, texts]);
      const made = known.get(key) ?? embedder.embed(texts, purpose, signal);
      known.set(key, made);
      made.catch(() => known.delete(key));
      return made;
    },
  };
}
