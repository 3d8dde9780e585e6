import type { CircuitBreaker } from '../../shared/domain/circuit-breaker';
import type { ChatConfig, Target } from './chat-config';
import { ModelError } from './errors';
import type { Clock, Model, ModelEvent, ModelRequest } from './ports';
import { routeOf } from './route';
import { RETRY_MS, tryTarget } from './target-try';

/** Milliseconds that a target has for its first sign of an answer while there is another one to ask. */
export const FIRST_TOKEN_MS = 10_000;

export interface RouterDeps {
  /** Pools and targets as they are now. */
  readonly config: () => Promise<ChatConfig>;
  /** The model behind a target; undefined where it cannot be reached from here, or does not take what the request brings. */
  readonly modelOf: (target: Target, request: ModelRequest) => Model | undefined;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  /** Told of each target that failed. */
  readonly onFailure: (target: string, error: ModelError) => void;
}

/**
 * The stage's models behind one port. A target that throttles, fails or stays silent is passed over for the next of its
 * user's route; one that breaks off in an answer has it continued by the next. What comes out is one answer, or one error.
 */
export function createRouter(deps: RouterDeps): Model {
  return {
    async *stream(request, signal) {
      const route = routeOf(await deps.config(), request.model.id, request.caller).filter(
        ({ tools = true }) => tools || !needsTools(request),
      );
      const journey = new Journey(deps, request, signal);
      for (const [index, target] of route.entries()) {
        const isLast = index === route.length - 1;
        if (yield* journey.tryAt(target, isLast ? undefined : FIRST_TOKEN_MS)) return;
      }
      throw journey.refusal ?? new ModelError('model_unavailable', 'No model answers now', RETRY_MS);
    },
  };
}

/** Nothing but a model with tools can answer: its client brought them, or it has called some already. */
const needsTools = ({ tools, toolsOptional, messages }: ModelRequest): boolean =>
  (tools !== undefined && tools.length > 0 && !toolsOptional) ||
  messages.some(({ toolUses = [] }) => toolUses.length > 0);

/** One request on its way along its route. */
class Journey {
  /** Of several refusals the client is told the first, which is that of the model asked for. */
  refusal: ModelError | undefined;
  private said = '';
  private calledTool = false;

  constructor(
    private readonly deps: RouterDeps,
    private readonly request: ModelRequest,
    private readonly signal: AbortSignal,
  ) {}

  /** @returns whether it is over: answered, or the caller has left */
  async *tryAt(target: Target, patienceMs: number | undefined): AsyncGenerator<ModelEvent, boolean> {
    const { deps, request, signal } = this;
    const model = deps.modelOf(target, request);
    const permit = model && (await deps.breaker.enter(target.name));
    if (!permit) return false;
    const tried = { target: target.name, model, permit, clock: deps.clock, patienceMs };
    try {
      for await (const event of tryTarget(tried, await this.askOf(target), signal)) {
        if (event.type === 'text') this.said += event.text;
        if (event.type === 'toolUse') this.calledTool = true;
        yield event;
      }
      return true;
    } catch (error) {
      this.note(target.name, error);
      return signal.aborted;
    }
  }

  /** What a target is asked for: the answer, or the rest of it. */
  private async askOf(target: Target): Promise<ModelRequest> {
    const asked = target.tools === false ? { ...this.request, tools: undefined } : this.request;
    if (this.said === '') return asked;
    // Loaded with the first answer that breaks off.
    const { continuationOf } = await import('./continuation');
    return continuationOf(asked, this.said, target.continues);
  }

  /** @throws what no other target would make good */
  private note(target: string, error: unknown): void {
    if (!(error instanceof ModelError)) throw error;
    this.deps.onFailure(target, error);
    // A call is no text that another model could go on with.
    if (this.calledTool) throw error;
    // What is too long for the model asked for is refused; what is too long for a smaller one goes to the next.
    if (error.code === 'message_too_long' && !this.refusal) throw error;
    this.refusal ??= error;
  }
}
