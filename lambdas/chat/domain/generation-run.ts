import type { Figures, FinishReason, GenerationEnd, Intervention } from './answer';
import type { ModelEvent, ModelRequest, ToolUse } from './ports';
import { SpendingCount } from './spending';

export interface GenerationSignals {
  /** The client wants no more of it: what was produced is the answer. */
  readonly stop: AbortSignal;
  /** There is no more time: what was produced is the answer, cut; nothing produced is a failure. */
  readonly deadline: AbortSignal;
}

/** What is known of a generation while it runs. */
export class GenerationRun {
  readonly spending = new SpendingCount();
  /** Of the last request: the calls of the model, and the text before them. */
  toolUses: ToolUse[] = [];
  roundText = '';
  private reason: FinishReason | 'toolUse' | undefined;
  private intervention: Intervention | undefined;
  private firstToken: number | null = null;
  private readonly startedAt: number;

  constructor(private readonly now: () => number) {
    this.startedAt = now();
  }

  /** The model is asked, at first or with the results of its calls. */
  ask(request: ModelRequest): void {
    this.spending.ask(request);
    this.reason = undefined;
    this.toolUses = [];
    this.roundText = '';
  }

  /** @returns what the client gets of an event */
  *see(event: ModelEvent): Generator<{ readonly type: 'text'; readonly text: string }> {
    if (event.type === 'end') {
      this.reason = event.reason;
      if (event.reason === 'filtered') this.intervention = event.intervention;
    } else if (event.type === 'target') this.spending.answeredBy(event.name);
    else if (event.type === 'usage') this.spending.measured(event);
    else if (event.type === 'toolUse') this.call({ id: event.id, name: event.name, input: event.input });
    else if (event.text !== '') yield* this.say(event.text);
  }

  /** It ended to have its calls run; one that was cut off may have called with half of an input. */
  get awaitsResults(): boolean {
    return this.reason === 'toolUse' && this.toolUses.length > 0;
  }

  /** The model wanted to go on calling tools. */
  cut(): void {
    this.reason = 'length';
  }

  private call(use: ToolUse): void {
    this.toolUses.push(use);
    this.spending.said(JSON.stringify(use));
  }

  private *say(text: string): Generator<{ readonly type: 'text'; readonly text: string }> {
    // What was said before a call and what is said after it are paragraphs of their own.
    if (this.roundText === '' && this.firstToken !== null) yield { type: 'text', text: '\n\n' };
    this.firstToken ??= this.now() - this.startedAt;
    this.roundText += text;
    this.spending.said(text);
    yield { type: 'text', text };
  }

  end(signals: GenerationSignals): GenerationEnd {
    const figures = this.figures();
    const { reason: finishReason, intervention } = this;
    if (finishReason && finishReason !== 'toolUse')
      return { type: 'finished', finishReason, ...(intervention && { intervention }), ...figures };
    if (signals.stop.aborted) return { type: 'finished', finishReason: 'stopped', ...figures };
    if (signals.deadline.aborted && this.firstToken !== null)
      return { type: 'finished', finishReason: 'length', ...figures };
    if (this.reason && !signals.deadline.aborted) return { type: 'finished', finishReason: 'stop', ...figures };
    const message = signals.deadline.aborted ? 'The model did not answer in time' : 'The model ended without an answer';
    return { type: 'failed', error: { code: 'model_unavailable', message, retryAfterMs: 1000 }, ...figures };
  }

  figures(): Figures {
    const latencyMs = { firstToken: this.firstToken, total: this.now() - this.startedAt };
    return { ...this.spending.total(), latencyMs };
  }
}
