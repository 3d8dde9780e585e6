import type { Model, ModelEvent, ModelRequest } from '../../../../lambdas/chat/domain/ports';

/** One thing a model does: say something, wait (milliseconds), or break. */
export type Step = ModelEvent | { readonly wait: number } | { readonly fail: Error };

/** A model that plays a script, and remembers what it was asked. */
export class ScriptedModel implements Model {
  readonly requests: ModelRequest[] = [];
  closed = 0;

  constructor(
    private readonly steps: (request: ModelRequest) => readonly Step[],
    private readonly sleep: (ms: number) => Promise<void> = async () => undefined,
  ) {}

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    this.requests.push(request);
    try {
      for (const step of this.steps(request)) {
        if (signal.aborted) return;
        if ('wait' in step) await this.sleep(step.wait);
        else if ('fail' in step) throw step.fail;
        else yield step;
      }
    } finally {
      this.closed += 1;
    }
  }
}

export const text = (value: string): Step => ({ type: 'text', text: value });
export const toolUse = (id: string, name: string, input: unknown): Step => ({ type: 'toolUse', id, name, input });
export const end = (reason: 'stop' | 'length' | 'toolUse' = 'stop'): Step => ({ type: 'end', reason });
export const filtered = (reason: string): Step => ({ type: 'end', reason: 'filtered', intervention: { reason } });
export const usage = (inputTokens: number, outputTokens: number): Step => ({
  type: 'usage',
  inputTokens,
  outputTokens,
});
