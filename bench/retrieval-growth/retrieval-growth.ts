import { randomOf } from '../../models/random';
import { compare, type Row } from '../report';
import { Corpus, DIMENSIONS } from './corpus';
import { type Leg, requestOf, Subject } from './subject';

/** How large the corpus grows: chunks. */
export const SIZES = [1_000, 3_000, 10_000, 30_000, 100_000] as const;

const SEED = 20_260_101;
const QUESTIONS = 10;
/** Of each question the quickest counts: whatever else a machine does makes a run slower, never quicker. */
const RUNS = 5;

interface Measured {
  readonly legs: readonly Leg[];
  /** What the time may be at most, as a multiple of a plain scan of all vectors. */
  readonly limit: (size: number) => number;
}

/** Below this, reading the request and writing the answer take longer than searching. */
const SMALL = 10_000;

const measured: Readonly<Record<string, Measured>> = {
  keyword: { legs: ['keyword'], limit: (size) => (size < SMALL ? 4 : 0.8) },
  vector: { legs: ['vector'], limit: (size) => (size < SMALL ? 4 : 1) },
  hybrid: { legs: ['keyword', 'vector'], limit: (size) => (size < SMALL ? 6 : 1.5) },
};

export interface RetrievalOptions {
  /** @default SIZES */
  readonly sizes?: readonly number[];
  readonly progress: (text: string) => void;
}

/**
 * Searches a growing corpus with the laptop's search engine, by the calls of the RAG design and within a permission filter. The
 * floor is a plain loop that multiplies one vector with as many as there are chunks, without a filter.
 *
 * @returns rows in milliseconds of processor time a search, three for each size: others on the machine count less that way
 */
export async function retrievalGrowth({ sizes = SIZES, progress }: RetrievalOptions): Promise<Row[]> {
  const corpus = new Corpus(randomOf(SEED));
  const questions = Array.from({ length: QUESTIONS }, () => corpus.question());
  const subject = new Subject(corpus);
  const largest = plainVectors(Math.max(...sizes));
  const rows: Row[] = [];
  for (const size of sizes) {
    progress(`indexing up to ${size} chunks`);
    subject.growTo(size);
    const floor = await quickest([questions[0]], () => scan(largest, size));
    for (const [name, { legs, limit }] of Object.entries(measured)) {
      const requests = questions.map((question) => requestOf(question, legs));
      const value = await quickest(requests, (request) => subject.ask(request));
      rows.push(compare(`retrieval/${name}: ${size} chunks`, 'ms', { value, floor }, limit(size)));
    }
  }
  return rows;
}

/** Mean over the subjects of the quickest of several runs of each, in milliseconds of processor time. */
async function quickest<T>(subjects: readonly T[], run: (subject: T) => unknown): Promise<number> {
  const best = subjects.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < RUNS; round += 1) {
    for (const [at, subject] of subjects.entries()) {
      const begin = process.cpuUsage();
      await run(subject);
      best[at] = Math.min(best[at] as number, since(begin));
    }
  }
  return best.reduce((sum, time) => sum + time, 0) / best.length;
}

function since(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/** As many vectors as the largest corpus has, one after the other. */
function plainVectors(count: number): Float32Array {
  const random = randomOf(SEED + 1);
  return Float32Array.from({ length: count * DIMENSIONS }, () => random() - 0.5);
}

/** @returns the largest product, so that none of the work can be left out */
function scan(vectors: Float32Array, count: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at += 1) {
    const start = at * DIMENSIONS;
    let product = 0;
    for (let i = 0; i < DIMENSIONS; i += 1) product += (vectors[start + i] as number) * (vectors[i] as number);
    if (product > best) best = product;
  }
  return best;
}
