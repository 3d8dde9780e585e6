import type { Figures, FinishReason, GenerationEnd } from './answer';
import { ModelError, type Refusal } from './errors';
import type { Model, ModelEvent, ModelRequest } from './ports';
import { NOTHING_USED, SpendingCount } from './spending';

export type GenerationEvent = { readonly type: 'text'; readonly text: string } | GenerationEnd;

/** How an answer ended that no model was asked for. */
export const notGenerated = (error: Refusal): GenerationEnd => ({
  type: 'failed',
  error,
  usage: NOTHING_USED,
  latencyMs: { firstToken: null, total: 0 },
});

export interface GenerationSignals {
  /** The client wants no more of it: what was produced is the answer. */
  readonly stop: AbortSignal;
  /** There is no more time: what was produced is the answer, cut; nothing produced is a failure. */
  readonly deadline: AbortSignal;
}

/** What a client is told of a fault. */
export type FaultAs = (error: unknown) => Refusal;

/**
 * Generates one answer: zero or more `text` events, then exactly one `finished` or `failed`. The core of every
 * transport: it knows neither frames nor HTTP.
 *
 * @param now milliseconds, from a clock that does not go back
 * @param faultAs makes a failure of a fault, where there is nobody to try again
 * @throws what the model throws beside ModelError, a fault and no expected failure, unless `faultAs` is given
 */
export async function* generateAnswer(
  model: Model,
  request: ModelRequest,
  signals: GenerationSignals,
  now: () => number,
  faultAs?: FaultAs,
): AsyncGenerator<GenerationEvent, void> {
  const run = new Run(now);
  const signal = AbortSignal.any([signals.stop, signals.deadline]);
  if (!signal.aborted) run.spending.ask(request);
  try {
    for await (const event of untilAborted(model.stream(request, signal), signal)) {
      run.see(event);
      if (event.type === 'text' && event.text !== '') yield event;
    }
  } catch (error) {
    const refusal = error instanceof ModelError ? error : faultAs?.(error);
    if (!refusal) throw error;
    run.spending.refused();
    const { code, message, retryAfterMs } = refusal;
    yield { type: 'failed', error: { code, message, retryAfterMs }, ...run.figures() };
    return;
  }
  yield run.end(signals);
}

/** What is known of a generation while it runs. */
class Run {
  readonly spending = new SpendingCount();
  private reason: FinishReason | undefined;
  private firstToken: number | null = null;
  private readonly startedAt: number;

  constructor(private readonly now: () => number) {
    this.startedAt = now();
  }

  see(event: ModelEvent): void {
    if (event.type === 'end') this.reason = event.reason;
    else if (event.type === 'target') this.spending.answeredBy(event.name);
    else if (event.type === 'usage') this.spending.measured(event);
    else if (event.text !== '') {
      this.firstToken ??= this.now() - this.startedAt;
      this.spending.said(event.text);
    }
  }

  end(signals: GenerationSignals): GenerationEnd {
    const figures = this.figures();
    if (this.reason) return { type: 'finished', finishReason: this.reason, ...figures };
    if (signals.stop.aborted) return { type: 'finished', finishReason: 'stopped', ...figures };
    if (signals.deadline.aborted && this.firstToken !== null)
      return { type: 'finished', finishReason: 'length', ...figures };
    const message = signals.deadline.aborted ? 'The model did not answer in time' : 'The model ended without an answer';
    return { type: 'failed', error: { code: 'model_unavailable', message, retryAfterMs: 1000 }, ...figures };
  }

  figures(): Figures {
    const latencyMs = { firstToken: this.firstToken, total: this.now() - this.startedAt };
    return { ...this.spending.total(), latencyMs };
  }
}

/** Passes a stream on until the signal aborts, even while the stream is silent, and closes it then. */
async function* untilAborted<T>(stream: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  if (signal.aborted) return;
  const iterator = stream[Symbol.asyncIterator]();
  const aborted = Promise.withResolvers<'aborted'>();
  const onAbort = () => aborted.resolve('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const next = iterator.next();
      const result = await Promise.race([next, aborted.promise]);
      if (result === 'aborted') {
        // The abandoned read may still fail; that failure is the abort itself.
        next.catch(() => undefined);
        return;
      }
      if (result.done) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    iterator.return?.().catch(() => undefined);
  }
}
