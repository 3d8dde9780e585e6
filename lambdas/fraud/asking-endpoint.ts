import type { CircuitBreaker, Permit } from '../shared/domain/circuit-breaker';
import { orAborted } from '../shared/domain/or-aborted';

/** The model on instances of its own. */
export interface ModelEndpoint {
  /** @returns log-odds of the row */
  margin(row: Float32Array, signal: AbortSignal): Promise<number>;
}

/** Why an endpoint has not scored. */
export type EndpointFailure =
  /** All of the decision's time was spent before. */
  | 'EndpointNoTime'
  /** It failed in a row, and was not asked. */
  | 'EndpointCircuitOpen'
  | 'EndpointLate'
  | 'EndpointFailed';

export interface AskingDeps {
  readonly endpoint: ModelEndpoint;
  readonly breaker: CircuitBreaker;
  /** Milliseconds that it may take. */
  readonly endpointMs: number;
  /** A signal that aborts after so many milliseconds. */
  readonly limit: (ms: number) => AbortSignal;
  /** Told why it failed. */
  readonly onError: (error: unknown) => void;
}

const TARGET = 'model';

/**
 * Asks the endpoint within its own time and what is left of the decision's. One that fails three times in a row is left alone for a
 * while, and then probed by one payment: a dead endpoint costs no deadline for each.
 */
export function createAsking({ endpoint, breaker, endpointMs, limit, onError }: AskingDeps) {
  /** Tells why it has not scored; with less than its own time, lateness is not its fault. */
  async function failure(error: unknown, isLate: boolean, permit: Permit, ms: number): Promise<EndpointFailure> {
    if (!isLate) onError(error);
    if (!isLate || ms === endpointMs) await permit.failed();
    return isLate ? 'EndpointLate' : 'EndpointFailed';
  }

  return async function ask(row: Float32Array, leftMs: number): Promise<number | EndpointFailure> {
    const ms = Math.min(endpointMs, leftMs);
    if (!(ms > 0)) return 'EndpointNoTime';
    const permit = await breaker.enter(TARGET);
    if (!permit) return 'EndpointCircuitOpen';
    const signal = limit(ms);
    try {
      const margin = await orAborted(endpoint.margin(row, signal), signal);
      await permit.succeeded();
      return margin;
    } catch (error) {
      return failure(error, signal.aborted, permit, ms);
    }
  };
}
export type AskEndpoint = ReturnType<typeof createAsking>;
