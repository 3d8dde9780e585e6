import type { GenerationEnd } from './answer';
import { ModelError, type Refusal } from './errors';
import { GenerationRun, type GenerationSignals } from './generation-run';
import type { Model, ModelRequest, ToolUse } from './ports';
import { NOTHING_USED } from './spending';
import type { Toolbox } from './toolbox';
import { unlessAborted, untilAborted } from './until-aborted';

export type GenerationEvent =
  | { readonly type: 'text'; readonly text: string }
  /** A tool is called now. */
  | { readonly type: 'tool'; readonly toolUseId: string; readonly name: string }
  /** The model calls a tool of the client's, which is the end of the answer as far as it goes here. */
  | ({ readonly type: 'toolCall' } & ToolUse)
  | GenerationEnd;

/** Rounds of tool calls that one answer may take. */
export const MAX_TOOL_ROUNDS = 5;

/** How an answer ended that no model was asked for. */
export const notGenerated = (error: Refusal): GenerationEnd => ({
  type: 'failed',
  error,
  usage: NOTHING_USED,
  latencyMs: { firstToken: null, total: 0 },
});

/** What is different from one generation to another. */
export interface GenerationOptions {
  /** What the model may call; its results go back to it until it answers without a call. Tools of the request are the client's. */
  readonly tools?: Toolbox | undefined;
  /** Makes a failure of a fault, where there is nobody to try again; a fault is thrown otherwise. */
  readonly faultAs?: ((error: unknown) => Refusal) | undefined;
}

/**
 * Generates one answer: zero or more `text` and `tool` events, then exactly one `finished` or `failed`. The core of every
 * transport: it knows neither frames nor HTTP.
 *
 * @param now milliseconds, from a clock that does not go back
 * @throws what the model throws beside ModelError, a fault and no expected failure, unless `faultAs` is given
 */
export async function* generateAnswer(
  model: Model,
  request: ModelRequest,
  signals: GenerationSignals,
  now: () => number,
  { tools, faultAs }: GenerationOptions = {},
): AsyncGenerator<GenerationEvent, void> {
  const run = new GenerationRun(now);
  const signal = AbortSignal.any([signals.stop, signals.deadline]);
  try {
    yield* rounds(model, request, run, signal, tools);
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

/** Asks the model, runs what it calls, and asks again with the results, within its context; the number of rounds is bounded. */
async function* rounds(
  model: Model,
  request: ModelRequest,
  run: GenerationRun,
  signal: AbortSignal,
  tools: Toolbox | undefined,
): AsyncGenerator<GenerationEvent, void> {
  let asked: ModelRequest = tools?.specs.length ? { ...request, tools: tools.specs, toolsOptional: true } : request;
  for (let round = 0; !signal.aborted; round += 1) {
    run.ask(asked);
    for await (const event of untilAborted(model.stream(asked, signal), signal)) yield* run.see(event);
    const { toolUses } = run;
    if (!tools) return yield* toolUses.map((use) => ({ type: 'toolCall' as const, ...use }));
    if (!run.awaitsResults || signal.aborted) return;
    if (round === MAX_TOOL_ROUNDS) return run.cut();
    yield* toolUses.map(({ id, name }) => ({ type: 'tool' as const, toolUseId: id, name }));
    const toolResults = await unlessAborted(tools.run(toolUses, signal), signal);
    if (!toolResults) return;
    const call = { role: 'assistant' as const, text: run.roundText.trim(), toolUses };
    // Loaded with the first result: most answers have none.
    const { withResults } = await import('./tool-round');
    const next = withResults(asked, call, toolResults);
    if (!next) return run.cut();
    // What the user said was held against the rules in the first round.
    asked = { ...next, said: undefined };
  }
}
