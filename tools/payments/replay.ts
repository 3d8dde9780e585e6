import { setTimeout as delay } from 'node:timers/promises';
import { RequestError } from '../../web/client/chat-error';
import type { FraudClient } from '../../web/client/fraud-client';
import { patiently } from '../operator/patience';
import type { ScoreCard } from './score-card';
import { type SimulatedPayment, traffic } from './traffic';

export interface ReplayOptions {
  readonly client: Pick<FraudClient, 'decide' | 'feedback'>;
  readonly seed: number;
  /** Payments a second. */
  readonly rate: number;
  /** Payments; without end where it is left out. */
  readonly count?: number | undefined;
  /** When the run began, in milliseconds since the epoch: times and keys of its payments follow from it. */
  readonly from: number;
  /** Seconds after which it is told what a payment turned out to be. */
  readonly feedbackAfter: number;
  readonly card: ScoreCard;
  readonly signal: AbortSignal;
  readonly onProgress?: () => void;
}

/** Requests under way at once: a service that is slower than the rate is not overrun. */
const MOST_AT_ONCE = 64;

/** What helps nobody to go on with: the credential is none, or none that may. */
const isRefusal = (error: unknown): boolean =>
  error instanceof RequestError && (error.status === 401 || error.status === 403);

/**
 * Asks for a decision on one payment after the other, at an even rate, and tells later what each turned out to be. Payments, times
 * and keys follow from seed, rate and beginning: a run that is repeated asks for the same decisions, and gets them.
 *
 * @throws RequestError where nothing can be decided: the service is not there, or refuses the credential
 */
export async function replay(options: ReplayOptions): Promise<void> {
  const { seed, rate, count = Number.POSITIVE_INFINITY, from } = options;
  // Ends all of it, at the caller's wish or when it makes no sense to go on.
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const all = { ...options, signal };
  const giveUp = (error: unknown) => over.abort(error);
  const [decisions, labels] = [atOnce(MOST_AT_ONCE, giveUp), new Set<Promise<void>>()];
  const began = performance.now();
  for (const simulated of traffic({ seed, rate })) {
    if (simulated.index >= count) break;
    const offset = (1000 * simulated.index) / rate;
    await delay(Math.max(0, began + offset - performance.now()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    await decisions.start(async () => {
      const decisionId = await decideOn(all, simulated, new Date(from + offset).toISOString());
      if (decisionId === undefined) return;
      const label = tellOf(all, decisionId, simulated).catch(giveUp);
      labels.add(label);
      void label.finally(() => labels.delete(label));
    });
  }
  await decisions.settled();
  await Promise.all(labels);
  if (over.signal.aborted) throw over.signal.reason;
}

/** @returns the id; undefined where there is no decision, which the card counts */
async function decideOn(options: ReplayOptions, simulated: SimulatedPayment, occurredAt: string) {
  const { client, card, signal, from, seed, onProgress } = options;
  const { payment, index, scenario } = simulated;
  const key = `sim-${seed}-${from}-${index}`;
  let ms = 0;
  try {
    const answer = await patiently(() => {
      const since = performance.now();
      return client.decide({ ...payment, occurredAt }, key, signal).finally(() => {
        ms = performance.now() - since;
      });
    }, signal);
    card.add(answer, scenario, ms);
    return answer.decision.decisionId;
  } catch (error) {
    if (signal.aborted) return undefined;
    if (isRefusal(error) || card.decided === 0) throw error;
    card.fail(error instanceof RequestError ? error.code : 'unknown');
    return undefined;
  } finally {
    onProgress?.();
  }
}

/** Frauds are told of by banks, the rest by customers: late, as in life, but by seconds. */
async function tellOf(
  { client, card, signal, feedbackAfter }: ReplayOptions,
  decisionId: string,
  told: SimulatedPayment,
) {
  const fraud = told.scenario > 0;
  try {
    await delay(1000 * feedbackAfter, undefined, { signal });
    const label = { decisionId, fraud, source: fraud ? 'chargeback' : 'customer' } as const;
    await patiently(() => client.feedback(label, signal), signal);
    card.labels += 1;
  } catch (error) {
    if (signal.aborted) return;
    if (isRefusal(error)) throw error;
    card.fail(`feedback: ${error instanceof RequestError ? error.code : 'unknown'}`);
  }
}

/** Work of which so much is under way at once. */
function atOnce(most: number, onError: (error: unknown) => void) {
  const underWay = new Set<Promise<void>>();
  return {
    /** Waits for a place, not for the work. */
    async start(work: () => Promise<void>): Promise<void> {
      while (underWay.size >= most) await Promise.race(underWay);
      const one = work().catch(onError);
      underWay.add(one);
      void one.finally(() => underWay.delete(one));
    },
    settled: () => Promise.all(underWay),
  };
}
