import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import type { Job, Outcome, Response } from './messages';
import { weightsPackage } from './model-package';
import { dimensions } from './sentence-encoder';

/** An embedding model that runs on the laptop, in a thread of its own from its first use on. */
export interface LocalEmbeddings {
  /** Package and version of its weights, for people who want to know what something was measured with. */
  readonly name: string;
  /** Length of its vectors. */
  readonly dimensions: number;
  /** What puts documents in order, in words. */
  readonly rankerName: string;
  /** A vector of unit length, and the tokens that the model counts. */
  embed(text: string): Promise<{ readonly vector: Float32Array; readonly tokens: number }>;
  /** @returns a relevance from 0 to 1 for each document */
  rank(query: string, documents: readonly string[]): Promise<readonly number[]>;
  stop(): Promise<void>;
}

interface Pending {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

export function createLocalEmbeddings(): LocalEmbeddings {
  const { version } = createRequire(__filename)(`${weightsPackage}/package.json`) as { readonly version: string };
  const name = `${weightsPackage} ${version}`;
  const thread = new ModelThread();
  return {
    name,
    dimensions,
    rankerName: `terms, their rarity, and cosines of ${name}`,
    async embed(text) {
      const outcome = await thread.ask({ kind: 'embed', text });
      if (outcome.kind !== 'embed') throw new Error('the model gave no vector');
      return outcome;
    },
    async rank(query, documents) {
      const outcome = await thread.ask({ kind: 'rank', query, documents });
      if (outcome.kind !== 'rank') throw new Error('the model gave no order');
      return outcome.relevances;
    },
    stop: () => thread.stop(),
  };
}

class ModelThread {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private last = 0;
  private stopped = false;

  ask(job: Job): Promise<Outcome> {
    if (this.stopped) return Promise.reject(new Error('the laptop is stopping'));
    this.worker ??= this.start();
    const id = ++this.last;
    const answered = new Promise<Outcome>((resolve, reject) => void this.pending.set(id, { resolve, reject }));
    this.worker.postMessage({ id, job });
    return answered;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(workerCode(), { eval: true, workerData: { from: __filename } });
    worker.on('message', (response: Response) => this.settle(response));
    worker.on('error', (error) => this.fail(worker, error));
    worker.on('exit', () => this.fail(worker, new Error('the model’s thread has ended')));
    return worker;
  }

  private settle(response: Response): void {
    const pending = this.pending.get(response.id);
    this.pending.delete(response.id);
    if ('failure' in response) pending?.reject(new Error(response.failure));
    else pending?.resolve(response.outcome);
  }

  /** What was asked fails; the next question starts a new thread. */
  private fail(worker: Worker, error: Error): void {
    if (worker !== this.worker) return;
    this.worker = undefined;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** The worker's program as one text; the model's packages stay where they are, beside their weights. */
function workerCode(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'worker.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
