import type { Viewer } from './access';
import type { Citation, Sentence, Source } from './answering/answer';
import { factsOf } from './answering/facts';
import { read } from './answering/reading';
import type { DocumentReader, Filters } from './ports';
import { visibleHeads } from './retrieval/authority';

/**
 * Cosine of two questions from which they ask the same. Questions that differ in one word that matters, such as a country, come up
 * to about 0.95 with the usual models; rewordings of one question mostly stay above 0.97.
 */
export const SAME_QUESTION = 0.97;
/** Milliseconds after which an answer is made anew: documents that came since then may say more. */
export const MAX_AGE_MS = 60 * 60 * 1000;
/** Nearest questions that are looked at; they may have been asked with other filters. */
const NEAREST = 10;
/** Documents of one answer: they are checked in one round trip. */
const MOST_SOURCES = 100;

/** An answer that was given, with all that says to whom it may be given again. */
export interface CachedAnswer {
  readonly org: string;
  readonly question: string;
  /** Of the question. */
  readonly vector: readonly number[];
  /** `scopeOf` of what it was asked with. */
  readonly scope: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Every document whose text the model was given, cited or not. */
  readonly sources: readonly Source[];
  /** Those that were supported. */
  readonly sentences: readonly Sentence[];
  /** Without links, which are made for who reads them. */
  readonly citations: readonly Omit<Citation, 'link'>[];
}

/** Where given answers are kept. It decides nothing: what it returns is checked. */
export interface AnswerStore {
  /** Answers of the viewer's organisation with the nearest questions, made at `since` or later. */
  nearest(
    who: Viewer,
    vector: readonly number[],
    since: number,
    size: number,
    signal?: AbortSignal,
  ): Promise<readonly CachedAnswer[]>;
  put(who: Viewer, entry: CachedAnswer, expiresAt: number, signal?: AbortSignal): Promise<void>;
}

/** What must be the same, beside the question: the model that wrote it, and what it was allowed to read. */
export function scopeOf(
  model: string,
  size: number,
  { sources, contentTypes, documentIds, from, to }: Filters,
): string {
  const sorted = (list: readonly string[] | undefined) => list?.toSorted() ?? null;
  return JSON.stringify([
    model,
    size,
    sorted(sources),
    sorted(contentTypes),
    sorted(documentIds),
    from ?? null,
    to ?? null,
  ]);
}

export interface CachedQuestion {
  readonly question: string;
  readonly vector: readonly number[];
  readonly scope: string;
}

/**
 * An answer that was given to the same question, if the viewer may see every document that it was made from and each still
 * answers in the version that was read. Whoever asked it: what they could see and the viewer cannot, it does not rest on.
 *
 * @param now milliseconds since the epoch
 */
export async function findAnswer(
  who: Viewer,
  asked: CachedQuestion,
  deps: { readonly store: AnswerStore; readonly documents: DocumentReader; readonly now: number },
  signal: AbortSignal,
): Promise<CachedAnswer | undefined> {
  const since = deps.now - MAX_AGE_MS;
  const found = await deps.store.nearest(who, asked.vector, since, NEAREST, signal);
  const same = found
    .map((entry) => ({ entry, nearness: cosine(entry.vector, asked.vector) }))
    .filter(({ entry, nearness }) => entry.createdAt >= since && nearness >= SAME_QUESTION && isSame(who, entry, asked))
    .toSorted((a, b) => b.nearness - a.nearness);
  for (const { entry } of same) if (await mayHave(who, entry, deps.documents, signal)) return entry;
  return undefined;
}

const isSame = (who: Viewer, entry: CachedAnswer, asked: CachedQuestion): boolean =>
  entry.org === who.org && entry.scope === asked.scope && saysSame(entry.question, asked.question);

/** Vectors hardly tell numbers, dates and denials apart, and an answer turns on them. */
function saysSame(a: string, b: string): boolean {
  const [factsA, factsB] = [factsOf(a), factsOf(b)];
  return (
    factsA.size === factsB.size &&
    [...factsA].every((fact) => factsB.has(fact)) &&
    read(a).isNegated === read(b).isNegated
  );
}

async function mayHave(who: Viewer, { sources }: CachedAnswer, documents: DocumentReader, signal: AbortSignal) {
  if (sources.length === 0 || sources.length > MOST_SOURCES) return false;
  const ids = sources.map(({ documentId }) => documentId);
  const heads = await visibleHeads(who, ids, documents, signal);
  return sources.every(({ documentId, version }) => heads.get(documentId)?.liveVersion === version);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return 0;
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  const length = Math.sqrt(dot(a, a) * dot(b, b));
  return length > 0 ? dot(a, b) / length : 0;
}
