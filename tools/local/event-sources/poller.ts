import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../engines/engine';
import type { ObjectStore } from '../engines/s3/object-store';
import type { InternalCall } from '../gateway/gateway';
import type { FunctionInvoker } from '../types';
import type { EventSourceMapping } from './mapping';

/** What a poller gets from the machine around it. */
export interface PollerContext {
  readonly mapping: EventSourceMapping;
  readonly functions: FunctionInvoker;
  /** The mapped function: pollers call with its permissions, as Lambda's do. */
  readonly caller: Caller;
  readonly endpoint: string;
  readonly call: (call: InternalCall) => Promise<unknown>;
  /** Where a service writes objects; its policies are for whoever writes to ask about. */
  readonly objects: ObjectStore;
  /** Whether the function's role allows an action that is not made yet. */
  readonly allowed: (action: string, resource: string) => boolean;
  /** Tells of a failure that has no caller to answer to. */
  readonly report: (problem: string) => void;
  /**
   * Told of each batch that the function took or failed.
   * @param ageMs of a stream's batch: the age of its last record when it was handed on, as Lambda's metric IteratorAge has it
   */
  readonly delivered: (ok: boolean, ageMs?: number) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Waits before a shard is read, or a batch delivered, again (ms). */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Reads an event source and invokes the mapped function. */
export interface Poller {
  /** Ends reading; what is under way is left to run out. */
  stop(): Promise<void>;
}

/** Wait after a failed poll (ms). */
const pause = 1_000;

/** Repeats a poll until the signal aborts; a failed one is reported once and tried again after a pause. */
export async function pollUntilAborted(
  { mapping, report }: Pick<PollerContext, 'mapping' | 'report'>,
  signal: AbortSignal,
  poll: () => Promise<void>,
): Promise<void> {
  let reported = '';
  while (!signal.aborted) {
    try {
      await poll();
      reported = '';
    } catch (error) {
      if (signal.aborted) return;
      const problem = `${mapping.path}: ${error instanceof Error ? error.message : String(error)}`;
      if (problem !== reported) report(problem);
      reported = problem;
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * Identifiers of the items that a function reports as failed; `undefined` when its answer is malformed, which counts as
 * failure of the whole batch, as in AWS.
 */
export function reportedFailures(payload: unknown, known: readonly string[]): readonly string[] | undefined {
  if (payload === null || payload === undefined || payload === '') return [];
  const failures = (payload as { readonly batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure: { readonly itemIdentifier?: unknown }) => failure?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && known.includes(id)) ? ids : undefined;
}
