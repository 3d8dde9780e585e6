import * as z from 'zod/mini';

/** Bytes and operations of one bulk request. */
const MAX_BYTES = 4_500_000;
const MAX_OPERATIONS = 500;
/** How often what the domain has no room for now is sent again, and milliseconds to wait before that at most; twice as long each time. */
const MAX_TRIES = 6;
const PAUSE_MS = 250;

/** One operation of a bulk request: its lines, without line ends. */
export type Operation = readonly string[];

const outcomeSchema = z.object({
  status: z.int(),
  error: z.optional(z.object({ type: z.string() })),
});
const answerSchema = z.object({ items: z.array(z.record(z.string(), outcomeSchema)) });

export interface BulkDeps {
  /** Sends one request. @returns the answer's body @throws an error with `statusCode` when it was refused as a whole */
  readonly send: (lines: readonly string[], refresh: 'wait_for' | undefined) => Promise<unknown>;
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Sends operations in requests of a bounded size, and looks at what became of each. What the domain had no room for is sent again.
 * All of them can be found when it returns: the last request waits for a refresh, and they are all of one shard.
 *
 * @param isGood whether a status that is an error is none for the caller
 * @throws Error that names the first refusal, and nothing of a document
 */
export async function bulk(
  deps: BulkDeps,
  operations: readonly Operation[],
  isGood: (status: number) => boolean = () => false,
): Promise<void> {
  const batches = batchesOf(operations);
  for (const [at, batch] of batches.entries())
    await sendBatch(deps, batch, at === batches.length - 1 ? 'wait_for' : undefined, isGood);
}

async function sendBatch(
  deps: BulkDeps,
  batch: readonly Operation[],
  refresh: 'wait_for' | undefined,
  isGood: (status: number) => boolean,
): Promise<void> {
  let rest = batch;
  for (let tries = 1; ; tries += 1) {
    const { later, refused } = await outcomeOf(deps, rest, refresh, isGood);
    if (refused) throw new Error(`The index refused a chunk: ${refused}`);
    if (later.length === 0) return;
    if (tries === MAX_TRIES) throw new Error(`The index had no room for ${later.length} chunks, several times`);
    rest = later;
    await deps.wait(deps.random() * PAUSE_MS * 2 ** tries);
  }
}

interface Outcome {
  /** What is worth sending again. */
  readonly later: readonly Operation[];
  readonly refused?: string | undefined;
}

async function outcomeOf(
  { send }: BulkDeps,
  batch: readonly Operation[],
  refresh: 'wait_for' | undefined,
  isGood: (status: number) => boolean,
): Promise<Outcome> {
  let answer: unknown;
  try {
    answer = await send(batch.flat(), refresh);
  } catch (error) {
    if (isBusy((error as { statusCode?: number }).statusCode)) return { later: batch };
    throw error;
  }
  const { items } = answerSchema.parse(answer);
  if (items.length !== batch.length) throw new Error(`${items.length} outcomes of ${batch.length} operations`);
  const outcomes = items.map((item) => Object.values(item)[0] ?? { status: 500 });
  const refused = outcomes.find(({ status }) => status >= 300 && !isBusy(status) && !isGood(status));
  return {
    later: batch.filter((_, at) => isBusy(outcomes[at]?.status)),
    refused: refused && `${refused.error?.type ?? 'unknown'} (${refused.status})`,
  };
}

/** Two writers of one document at a time are in conflict for a moment, too. */
const isBusy = (status: number | undefined): boolean => status === 409 || status === 429 || status === 503;

function batchesOf(operations: readonly Operation[]): Operation[][] {
  const batches: Operation[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const operation of operations) {
    const size = operation.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    const last = batches.at(-1);
    if (last && bytes + size <= MAX_BYTES && last.length < MAX_OPERATIONS) {
      last.push(operation);
      bytes += size;
    } else {
      batches.push([operation]);
      bytes = size;
    }
  }
  return batches;
}
