import type { CircuitBreaker, Permit } from './domain/circuit-breaker';
import { orAborted } from './domain/or-aborted';

/** Why what was asked has not answered. */
export type Unanswered = 'no time left' | 'circuit open' | 'no answer in time' | 'failed' | 'answer not understood';

export type Answered<Value> = { readonly value: Value } | { readonly unavailable: Unanswered };

export interface AskingDeps<Question, Value> {
  /** What is asked, for its circuit. */
  readonly target: string;
  /** Undefined for an answer that says nothing. */
  readonly call: (question: Question, signal: AbortSignal) => Promise<Value | undefined>;
  readonly breaker: CircuitBreaker;
  /** Milliseconds that it may take. */
  readonly mostMs: number;
  /** A signal that aborts after so many milliseconds. */
  readonly limit: (ms: number) => AbortSignal;
  /** Told why it failed. */
  readonly onError: (error: unknown) => void;
}

/**
 * Asks within a time of its own and what is left of the caller's. What fails in a row is left alone for a while, and then probed by one
 * call: what is dead costs no deadline for each.
 */
export function createAsking<Question, Value>(deps: AskingDeps<Question, Value>) {
  const { target, call, breaker, mostMs, limit } = deps;

  /** With less than its own time, lateness is not its fault. */
  async function failed(error: unknown, isLate: boolean, permit: Permit, ms: number): Promise<Answered<Value>> {
    if (!isLate) deps.onError(error);
    if (!isLate || ms === mostMs) await permit.failed();
    return { unavailable: isLate ? 'no answer in time' : 'failed' };
  }

  return async function ask(question: Question, leftMs: number): Promise<Answered<Value>> {
    const ms = Math.min(mostMs, leftMs);
    if (!(ms > 0)) return { unavailable: 'no time left' };
    const permit = await breaker.enter(target);
    if (!permit) return { unavailable: 'circuit open' };
    const signal = limit(ms);
    try {
      const value = await orAborted(call(question, signal), signal);
      await permit.succeeded();
      return value === undefined ? { unavailable: 'answer not understood' } : { value };
    } catch (error) {
      return failed(error, signal.aborted, permit, ms);
    }
  };
}
