import { once } from 'node:events';
import type { ModelEvent } from '../bedrock/model';
import { ServiceError } from '../engine';
import { ContainerError } from './container-error';

/** Failures before the first byte, with the HTTP status of each. */
const statuses = {
  InternalFailure: 500,
  ModelNotReadyException: 429,
  ServiceUnavailable: 503,
  ThrottlingException: 400,
  ValidationError: 400,
} as const;

/** How an answer that has begun may end. */
type LateEnding =
  /** An exception of the stream. */
  | 'ModelStreamError'
  | 'InternalStreamFailure'
  /** The container itself tells of an error, as an event of its own. */
  | 'container'
  /** The connection breaks. */
  | 'drop';

export type Failure =
  | { readonly code: keyof typeof statuses; readonly message?: string; readonly afterWords?: undefined }
  /** The container answers with this status; 0: it does not answer in time. */
  | { readonly code: 'ModelError'; readonly status: number; readonly message?: string; readonly afterWords?: undefined }
  /** No answer at all, until the client goes away. */
  | { readonly code: 'silence'; readonly message?: undefined; readonly afterWords?: undefined }
  | { readonly code: LateEnding; readonly afterWords: number };

/** A failure to come. */
export type PlannedFailure = Failure & {
  /** Endpoint or inference component whose requests fail; any by default. */
  readonly target?: string;
  /** How many requests fail: 1 by default. */
  readonly times?: number;
};

/** The answer has to end in the way that `code` names. */
export class LateFailure extends Error {
  constructor(readonly code: LateEnding) {
    super('The laptop was asked to fail in the middle of this answer.');
  }
}

/** SageMaker's own words for an endpoint whose inference component has no copy. */
export const noCapacity = (target: string) =>
  `Inference Component ${target} has no capacity to process this request. ApplicationAutoScaling may be in-progress (if configured).`;

/** vLLM's own words for a prompt beyond its context. */
const tooLong = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.";

const markers: Readonly<Record<string, (target: string) => Failure>> = {
  '[[throttle]]': () => ({ code: 'ThrottlingException', message: 'Rate exceeded' }),
  '[[unavailable]]': () => ({ code: 'ServiceUnavailable' }),
  '[[timeout]]': () => ({ code: 'ModelError', status: 0, message: 'Your invocation timed out' }),
  '[[overload]]': () => ({ code: 'ModelError', status: 429, message: 'Too many requests in the queue' }),
  '[[too-long]]': () => ({ code: 'ModelError', status: 400, message: tooLong }),
  '[[cold]]': (target) => ({ code: 'ValidationError', message: noCapacity(target) }),
  '[[break]]': () => ({ code: 'ModelStreamError', afterWords: 10 }),
  '[[container]]': () => ({ code: 'container', afterWords: 10 }),
  '[[drop]]': () => ({ code: 'drop', afterWords: 10 }),
};

/** Decides which requests fail. */
export class Failures {
  private planned: { readonly failure: PlannedFailure; left: number }[] = [];

  /** The next request that `failure` is meant for fails. */
  plan(failure: PlannedFailure): void {
    this.planned.push({ failure, left: failure.times ?? 1 });
  }

  /** Forgets what was planned. */
  recover(): void {
    this.planned = [];
  }

  /** The failure of a request to these targets: planned, or asked for by a marker in its last question or text. */
  take(question: string, targets: readonly string[]): Failure | undefined {
    const entry = this.planned.find(({ failure: { target } }) => target === undefined || targets.includes(target));
    if (entry) {
      entry.left -= 1;
      if (entry.left <= 0) this.planned = this.planned.filter((other) => other !== entry);
      return entry.failure;
    }
    const [, failure] = Object.entries(markers).find(([marker]) => question.includes(marker)) ?? [];
    return failure?.(targets.at(-1) ?? '');
  }
}

/** Throws a failure that comes before the first byte, or never answers. */
export async function failAtOnce(failure: Failure | undefined, signal: AbortSignal): Promise<void> {
  if (!failure || failure.afterWords !== undefined) return;
  if (failure.code === 'silence') {
    if (!signal.aborted) await once(signal, 'abort');
    signal.throwIfAborted();
    return;
  }
  const message = failure.message ?? 'The laptop was asked to fail this request.';
  if (failure.code === 'ModelError') throw new ContainerError(failure.status, message);
  throw new ServiceError(failure.code, message, statuses[failure.code]);
}

/** Passes events on, and throws a failure that comes after some words. */
export async function* failingLater(
  events: AsyncIterable<ModelEvent>,
  failure: Failure | undefined,
): AsyncGenerator<ModelEvent> {
  let words = 0;
  for await (const event of events) {
    if (failure?.afterWords !== undefined && failure.afterWords === words) throw new LateFailure(failure.code);
    if (event.type === 'text') words += 1;
    yield event;
  }
}
