import { type AskingDeps, createAsking as askWithin, type Unanswered } from '../shared/asking';

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

export interface EndpointDeps extends Pick<AskingDeps<never, never>, 'breaker' | 'limit' | 'onError'> {
  readonly endpoint: ModelEndpoint;
  /** Milliseconds that it may take. */
  readonly endpointMs: number;
}

const failures: Readonly<Record<Unanswered, EndpointFailure>> = {
  'no time left': 'EndpointNoTime',
  'circuit open': 'EndpointCircuitOpen',
  'no answer in time': 'EndpointLate',
  failed: 'EndpointFailed',
  'answer not understood': 'EndpointFailed',
};

/** Asks the endpoint within its own time and what is left of the decision's. */
export function createAsking({ endpoint, endpointMs, ...rest }: EndpointDeps) {
  const call = (row: Float32Array, signal: AbortSignal) => endpoint.margin(row, signal);
  const asked = askWithin({ ...rest, call, target: 'model', mostMs: endpointMs });
  return async function ask(row: Float32Array, leftMs: number): Promise<number | EndpointFailure> {
    const answer = await asked(row, leftMs);
    return 'value' in answer ? answer.value : failures[answer.unavailable];
  };
}
export type AskEndpoint = ReturnType<typeof createAsking>;
