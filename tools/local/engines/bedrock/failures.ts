import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '../engine';
import type { ModelEvent } from './model';

/** Failures before the first word, with the HTTP status of each. */
const statuses = {
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelTimeoutException: 408,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
} as const;

/** Failures that a stream can report after it has begun, with their names on the wire. */
const streamNames = {
  InternalServerException: 'internalServerException',
  ModelStreamErrorException: 'modelStreamErrorException',
  ServiceUnavailableException: 'serviceUnavailableException',
  ThrottlingException: 'throttlingException',
} as const;

export type Failure =
  | { readonly code: keyof typeof statuses; readonly afterWords?: undefined }
  /** Fails in the middle of a stream. */
  | { readonly code: keyof typeof streamNames; readonly afterWords: number }
  /** The connection breaks. */
  | { readonly code: 'drop'; readonly afterWords: number }
  /** Nothing fails: the answer begins late. */
  | { readonly code: 'slow'; readonly delayMs: number; readonly afterWords?: undefined };

/** A failure to come. */
export type PlannedFailure = Failure & {
  /** Part of the model id of the requests that fail; all by default. */
  readonly modelId?: string;
  /** How many requests fail: 1 by default. The SDK itself repeats some failures, three attempts in all by default. */
  readonly times?: number;
};

/** In-stream failure: the stream has to end with this exception. */
export class StreamFailure extends Error {
  constructor(readonly exceptionType: string) {
    super('The laptop was asked to fail in the middle of this answer.');
  }
}

/** The connection has to break without an end. */
export class DroppedConnection extends Error {}

const markers: Readonly<Record<string, Failure>> = {
  '[[throttle]]': { code: 'ThrottlingException' },
  '[[unavailable]]': { code: 'ServiceUnavailableException' },
  '[[timeout]]': { code: 'ModelTimeoutException' },
  '[[break]]': { code: 'ModelStreamErrorException', afterWords: 10 },
  '[[drop]]': { code: 'drop', afterWords: 10 },
};

/** Decides which requests fail. */
export class Failures {
  private planned: { failure: PlannedFailure; left: number }[] = [];

  /** The next request that `failure` is meant for fails. */
  plan(failure: PlannedFailure): void {
    this.planned.push({ failure, left: failure.times ?? 1 });
  }

  /** The failure of a request: planned, or asked for by a marker in its last question. */
  take(modelId: string, question = ''): Failure | undefined {
    const entry = this.planned.find(({ failure }) => modelId.includes(failure.modelId ?? ''));
    if (entry) {
      entry.left -= 1;
      if (entry.left <= 0) this.planned = this.planned.filter((other) => other !== entry);
      return entry.failure;
    }
    return Object.entries(markers).find(([marker]) => question.includes(marker))?.[1];
  }
}

/** Throws a failure that comes before the first word, or waits before it. Ends its wait when the caller goes away. */
export async function failFirst(failure: Failure | undefined, signal: AbortSignal): Promise<void> {
  if (!failure || failure.afterWords !== undefined) return;
  if (failure.code === 'slow') return delay(failure.delayMs, undefined, { signal }).catch(() => undefined);
  throw new ServiceError(failure.code, 'The laptop was asked to fail this request.', statuses[failure.code]);
}

/** Passes events on, and throws a failure that comes after some words. */
export async function* failingLater(
  events: AsyncIterable<ModelEvent>,
  failure: Failure | undefined,
): AsyncGenerator<ModelEvent> {
  let words = 0;
  for await (const event of events) {
    if (failure?.afterWords === words) throw later(failure);
    if (event.type === 'text') words += 1;
    yield event;
  }
}

function later(failure: Failure): Error {
  if (failure.code === 'drop') return new DroppedConnection('The laptop was asked to break this connection.');
  return new StreamFailure(streamNames[failure.code as keyof typeof streamNames]);
}
