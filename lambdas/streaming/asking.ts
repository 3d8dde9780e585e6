import type { CircuitBreaker, Permit } from '../shared/domain/circuit-breaker';
import { orAborted } from '../shared/domain/or-aborted';
import type { Answer } from './domain/cascade/judging';

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
  readonly onError: (error: unknown) => void;
}

/**
 * Asks a tier within its own time and what is left of the item's. One that fails in a row is left alone for a while: the item goes on to the
 * next tier, and in the end to a person.
 */
export function createAsking<Question, Value>(deps: AskingDeps<Question, Value>) {
  const { target, call, breaker, mostMs, limit } = deps;

  /** With less than its own time, lateness is not its fault. */
  async function failed(error: unknown, isLate: boolean, permit: Permit, ms: number): Promise<Answer<Value>> {
    if (!isLate) deps.onError(error);
    if (!isLate || ms === mostMs) await permit.failed();
    return { unavailable: isLate ? 'no answer in time' : 'failed' };
  }

  return async function ask(question: Question, leftMs: number): Promise<Answer<Value>> {
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
