import type { EventsResponse } from '../../../lambdas/streaming/domain/api/events';
import { RequestError } from '../chat-error';
import type { GeneratedEvent, SentEvent } from './event-source';
import type { EventTally } from './event-tally';

/** Time and waiting; tests have their own. */
export interface Clock {
  /** Milliseconds since anything, never backwards. */
  readonly elapsed: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ends early, without an error, when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface SendOptions {
  /** Takes a batch to the service. @throws RequestError */
  readonly send: (events: readonly SentEvent[], signal: AbortSignal) => Promise<EventsResponse>;
  readonly next: (now: number) => GeneratedEvent;
  /** Events a second. */
  readonly rate: number;
  /** Milliseconds; without end where it is left out. */
  readonly forMs?: number | undefined;
  readonly tally: EventTally;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** How often it is looked what is due: a firewall counts requests of an address, and not what is in them. */
const TICK_MS = 500;
/** As many as one request may have. */
const MOST_IN_BATCH = 500;
/** Requests under way at once: a service that is slower than the rate is not overrun. */
const MOST_AT_ONCE = 8;
const TRIES = 6;
const LONGEST_WAIT_MS = 30_000;

const systemClock: Clock = {
  elapsed: () => performance.now(),
  now: Date.now,
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    }),
};

/** Whether another try can help: the service is busy, or was not reached. */
const passes = ({ status }: RequestError): boolean => status === 0 || status === 429 || status >= 500;

/** Whether nobody is there, and never was: then it is the address that is wrong. */
const isNobody = ({ status }: RequestError, { wasAnswered }: EventTally): boolean => status === 0 && !wasAnswered;

/** What helps nobody to go on with: the credential is none, or none that may. */
const isRefusal = (error: unknown): boolean => error instanceof RequestError && [401, 403, 404].includes(error.status);

/**
 * Sends events at an even rate, whether or not the service keeps up: what is due follows from the time alone. While as much is under way as
 * may be, or the service asks to wait, what is due gathers and is sent later; what is left of it at the end is not sent, and so the tally tells.
 * An event that is sent again keeps its id.
 *
 * @throws RequestError where nothing can be sent: the credential is refused, or the service was never there
 */
export async function sendEvents(options: SendOptions): Promise<void> {
  const { next, rate, forMs = Number.POSITIVE_INFINITY, tally, clock = systemClock } = options;
  // Ends all of it, at the caller's wish or when it makes no sense to go on.
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const pause = { until: 0 };
  const underWay = new Set<Promise<void>>();
  const began = clock.elapsed();
  let taken = 0;
  while (!signal.aborted) {
    const since = Math.min(forMs, clock.elapsed() - began);
    tally.due = Math.floor((rate * since) / 1000);
    while (taken < tally.due && underWay.size < MOST_AT_ONCE && clock.elapsed() >= pause.until) {
      const batch = Array.from({ length: Math.min(MOST_IN_BATCH, tally.due - taken) }, () => next(clock.now()));
      const dueAt = began + (1000 * taken) / rate;
      taken += batch.length;
      const one = deliver({ ...options, clock, signal }, batch, dueAt, pause).catch((error: unknown) =>
        over.abort(error),
      );
      underWay.add(one);
      void one.finally(() => underWay.delete(one));
    }
    if (since >= forMs) break;
    await clock.wait(Math.min(TICK_MS, forMs - since), signal);
  }
  await Promise.all(underWay);
  if (over.signal.aborted) throw over.signal.reason;
}

/** Sends a batch, and again what the service could not take, later each time or when it says. */
async function deliver(
  { send, tally, signal, clock = systemClock }: SendOptions,
  batch: readonly GeneratedEvent[],
  dueAt: number,
  pause: { until: number },
): Promise<void> {
  for (const generated of batch) tally.send(generated);
  let left = batch;
  for (let tried = 1; left.length > 0 && !signal.aborted; tried += 1) {
    const answer = await attempt({ send, tally, signal, clock }, left);
    if (signal.aborted) return;
    left = answer.open;
    if (left.length === 0) break;
    if (tried === TRIES) {
      if (tally.accepted === 0 && answer.error) throw answer.error;
      tally.lose(left.length, answer.error?.code ?? 'unavailable');
      break;
    }
    const wait = Math.min(LONGEST_WAIT_MS, answer.error?.retryAfterMs ?? 500 * 2 ** tried);
    // All others wait too: what one was told holds for them.
    pause.until = Math.max(pause.until, clock.elapsed() + wait);
    await clock.wait(wait, signal);
    tally.sentAgain += left.length;
  }
  tally.settled(clock.elapsed() - dueAt);
}

interface Attempt {
  /** What has no answer that stands. */
  readonly open: readonly GeneratedEvent[];
  readonly error?: RequestError;
}

async function attempt(
  { send, tally, signal, clock }: Required<Pick<SendOptions, 'send' | 'tally' | 'signal' | 'clock'>>,
  batch: readonly GeneratedEvent[],
): Promise<Attempt> {
  const began = clock.elapsed();
  tally.requestsUnderWay += 1;
  try {
    const { results } = await send(
      batch.map(({ event }) => event),
      signal,
    );
    tally.answered(clock.elapsed() - began);
    return { open: noted(tally, batch, results) };
  } catch (error) {
    if (signal.aborted) return { open: batch };
    if (isRefusal(error) || !(error instanceof RequestError) || isNobody(error, tally)) throw error;
    if (passes(error)) return { open: batch, error };
    for (const generated of batch) tally.refuse(generated, error.code, error.message);
    return { open: [] };
  } finally {
    tally.requestsUnderWay -= 1;
  }
}

/** Counts what stands of an answer. @returns what the service could not take this time */
function noted(
  tally: EventTally,
  batch: readonly GeneratedEvent[],
  results: EventsResponse['results'],
): readonly GeneratedEvent[] {
  const open: GeneratedEvent[] = [];
  for (const { index, status, code = 'unknown', detail = '' } of results) {
    const generated = batch[index];
    if (!generated) continue;
    if (status === 'accepted') tally.accepted += 1;
    else if (status === 'refused') tally.refuse(generated, code, detail);
    else open.push(generated);
  }
  return open;
}
