import * as z from 'zod/mini';
import type { CircuitBreaker } from '../shared/domain/circuit-breaker';
import { orAborted } from '../shared/domain/or-aborted';
import type { StreamFeatures } from './domain/decision/stream-features';
import type { Payment } from './domain/payment';

/** What streaming knows, or that it could not be had. */
export interface StreamAnswer {
  readonly features?: Readonly<Record<string, number>>;
  readonly isMissing: boolean;
}

/** Never rejects: a decision is made without it. */
export type AskStream = (org: string, payment: Payment) => Promise<StreamAnswer>;

export interface AskStreamDeps {
  readonly settings: StreamFeatures;
  readonly invoke: (functionArn: string, event: object, signal: AbortSignal) => Promise<unknown>;
  readonly breaker: CircuitBreaker;
  /** A signal that aborts after so many milliseconds. */
  readonly limit: (ms: number) => AbortSignal;
  /** Told why it could not be had. */
  readonly onError: (error: unknown) => void;
}

const answerSchema = z.object({ features: z.record(z.string(), z.number()) });

/**
 * Asks for what streaming knows of a payment's entities, within its deadline. What fails three times in a row is left alone for a while: then it
 * costs no deadline for each payment.
 */
export function createAskStream({ settings, invoke, breaker, limit, onError }: AskStreamDeps): AskStream {
  const { functionArn, deadlineMs, entities, names } = settings;

  return async (org, payment) => {
    const asked = Object.entries(entities).flatMap(([own, kind]) => {
      const id = payment[own as keyof typeof entities];
      return id === undefined ? [] : [{ kind, id }];
    });
    if (asked.length === 0) return { isMissing: false };
    const permit = await breaker.enter(functionArn);
    if (!permit) return { isMissing: true };
    const signal = limit(deadlineMs);
    try {
      const answer = await orAborted(invoke(functionArn, { org, entities: asked }, signal), signal);
      const { features } = answerSchema.parse(answer);
      await permit.succeeded();
      // What no rule may name is not kept with the decision.
      return { features: Object.fromEntries(names.flatMap((name) => pick(features, name))), isMissing: false };
    } catch (error) {
      if (!signal.aborted) onError(error);
      await permit.failed();
      return { isMissing: true };
    }
  };
}

function pick(features: Readonly<Record<string, number>>, name: string): (readonly [string, number])[] {
  const value = features[name];
  return value === undefined ? [] : [[name, value]];
}
