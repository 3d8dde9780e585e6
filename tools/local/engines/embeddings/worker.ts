import { parentPort, workerData } from 'node:worker_threads';
import type { Job, Outcome, Request, Response } from './messages';
import { relevancesOf } from './relevance';
import { type Encoded, loadSentenceEncoder, type SentenceEncoder } from './sentence-encoder';

/** The program of the thread that holds the model. Texts that come while it computes are put together in its next round. */

const waiting: Request[] = [];
let encoder: Promise<SentenceEncoder> | undefined;
let working = false;

const answer = (response: Response): void => parentPort?.postMessage(response);

async function work(): Promise<void> {
  if (working) return;
  working = true;
  while (waiting.length > 0) await round(waiting.splice(0));
  working = false;
}

async function round(requests: readonly Request[]): Promise<void> {
  try {
    encoder ??= loadSentenceEncoder(workerData.from as string);
    const loaded = await encoder;
    const encoded = await loaded.encode(requests.flatMap(({ job }) => textsOf(job)));
    for (const { id, job } of requests) {
      answer({ id, outcome: outcomeOf(job, encoded.splice(0, textsOf(job).length), loaded) });
    }
  } catch (error) {
    for (const { id } of requests) answer({ id, failure: error instanceof Error ? error.message : String(error) });
  }
  // Lets in what was sent meanwhile: the model itself never waits for anything.
  await new Promise((resolve) => setImmediate(resolve));
}

const textsOf = (job: Job): readonly string[] => (job.kind === 'embed' ? [job.text] : [job.query, ...job.documents]);

function outcomeOf(job: Job, [first = nothing, ...others]: readonly Encoded[], { rarity }: SentenceEncoder): Outcome {
  if (job.kind === 'embed') return { kind: 'embed', ...first };
  const cosines = others.map(({ vector }) => dot(first.vector, vector));
  return { kind: 'rank', relevances: relevancesOf(job.query, job.documents, { cosines, rarity }) };
}

const nothing: Encoded = { vector: new Float32Array(), tokens: 0 };

const dot = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);

parentPort?.on('message', (request: Request) => {
  waiting.push(request);
  setImmediate(() => void work());
});
