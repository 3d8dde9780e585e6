import type { Permit } from '../../shared/domain/circuit-breaker';
import { ModelError } from './errors';
import type { Clock, Model, ModelEvent, ModelRequest } from './ports';
import { within } from './within';

/** Milliseconds after which to try again where a target did not say when. */
export const RETRY_MS = 2_000;

export interface Try {
  readonly target: string;
  readonly model: Model;
  readonly permit: Permit;
  readonly clock: Clock;
  /** Milliseconds to wait for a first sign; undefined to wait as long as the caller does. */
  readonly patienceMs: number | undefined;
}

/**
 * One target's try at an answer, of which its circuit is told: it ends with an `end` or, unless the caller has left,
 * with an error.
 *
 * @throws ModelError for what the target refused or broke off
 */
export async function* tryTarget(tried: Try, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  try {
    yield* whole(tried, begunInTime(tried, request, signal), signal);
  } catch (error) {
    // A target that finds a request too long is well.
    if (error instanceof ModelError) {
      await (error.code === 'message_too_long' ? tried.permit.succeeded() : tried.permit.failed());
    }
    throw error;
  }
}

async function* whole(
  { target, permit }: Try,
  events: AsyncIterable<ModelEvent>,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  let begun = false;
  let ended = false;
  try {
    for await (const event of events) {
      if (!begun) yield { type: 'target', name: target };
      begun = true;
      if (event.type === 'end') {
        ended = true;
        await permit.succeeded();
      }
      yield event;
    }
  } catch (error) {
    // After the end only what the answer cost is missing, and that is estimated then.
    if (!ended || !(error instanceof ModelError)) throw error;
  }
  if (!ended && !signal.aborted) throw new ModelError('model_unavailable', 'The model broke off', RETRY_MS);
}

/** The target's stream, given up when its first event does not come in time, and closed whoever leaves it. */
async function* begunInTime(
  { model, clock, patienceMs }: Try,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const leave = new AbortController();
  const events = model.stream(request, AbortSignal.any([signal, leave.signal]))[Symbol.asyncIterator]();
  try {
    const first = events.next();
    let result = patienceMs === undefined ? await first : await patiently(first, patienceMs, clock);
    while (!result.done) {
      yield result.value;
      result = await events.next();
    }
  } finally {
    leave.abort();
    events.return?.().catch(() => undefined);
  }
}

async function patiently<T>(first: Promise<T>, ms: number, clock: Clock): Promise<T> {
  const result = await within(first, ms, clock);
  if (result !== undefined) return result;
  // The abandoned read may still fail; nobody waits for it any more.
  first.catch(() => undefined);
  throw new ModelError('model_unavailable', 'The model did not answer in time', RETRY_MS);
}
