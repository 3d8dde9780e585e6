import type { Embedder } from '../ports';
import type { Sentence } from './answer';
import { readMarkers } from './markers';
import type { Numbered } from './prompt';
import type { Span } from './sentences';
import { type Checked, check, LIMITS } from './verify';
import { type ReadPassage, readPassage } from './windows';

/** A sentence with, for each passage that supports it, where it does. */
export interface Judged {
  readonly sentence: Sentence;
  readonly places: ReadonlyMap<number, Span>;
}

interface Known extends Numbered {
  readonly read: ReadPassage;
}

/**
 * Judges sentences by the passages that a model was given. A sentence that names none is tried with all of them; only what a
 * passage supports, by its own words, comes out as supported.
 *
 * @param embedder tells how near a reworded sentence is to its passage; without one, rewording is not taken for support
 */
export function createJudge(passages: readonly Numbered[], embedder?: Pick<Embedder, 'embed'>) {
  const known: readonly Known[] = passages.map((each) => {
    const { text, title, section } = each.passage;
    return { ...each, read: readPassage(text, title, section) };
  });

  async function checkWith({ read, passage }: Known, text: string, signal: AbortSignal): Promise<Checked> {
    const checked = check(text, read);
    const { doubt, coverage, span } = checked;
    if (!embedder || doubt !== 'not_in_passage' || coverage < LIMITS.rewordedCoverage) return checked;
    const quote = passage.text.slice(span.start, span.end);
    return check(text, read, await similarity(embedder, text, quote, signal));
  }

  return async (written: string, signal: AbortSignal): Promise<Judged> => {
    const { text, cited } = readMarkers(written.replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/, ''));
    const named = known.filter(({ n }) => cited.includes(n));
    const tried = cited.length > 0 ? named : known;
    const checked = await Promise.all(
      tried.map(async (each) => ({ n: each.n, ...(await checkWith(each, text, signal)) })),
    );
    const supporting = best(
      checked.filter(({ doubt }) => doubt === undefined),
      cited.length === 0,
    );
    const places = new Map(supporting.map(({ n, span }) => [n, span]));
    if (supporting.length > 0)
      return { sentence: { text, citations: [...places.keys()], verdict: 'supported' }, places };
    const [nearest] = checked.toSorted((a, b) => b.coverage - a.coverage);
    const doubt = nearest?.doubt ?? 'no_such_passage';
    const citations = named.map(({ n }) => n);
    return { sentence: { text, citations, verdict: cited.length > 0 ? 'unsupported' : 'uncited', doubt }, places };
  };
}

/** Of passages that the model did not name, only those that say most of the sentence. */
function best<T extends Checked>(supporting: readonly T[], isGuessed: boolean): readonly T[] {
  const most = Math.max(...supporting.map(({ coverage }) => coverage));
  return isGuessed ? supporting.filter(({ coverage }) => coverage === most) : supporting;
}

/** Nothing is lost where it cannot be had: the sentence is left out as it would be without it. */
async function similarity(
  embedder: Pick<Embedder, 'embed'>,
  a: string,
  b: string,
  signal: AbortSignal,
): Promise<number> {
  try {
    const [left = [], right = []] = await embedder.embed([a, b], 'document', signal);
    return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
  } catch {
    signal.throwIfAborted();
    return 0;
  }
}
