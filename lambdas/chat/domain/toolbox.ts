import { cutText } from './cut';
import type { ToolCaller, ToolResult, ToolSpec, ToolUse } from './ports';

/** Characters of a result that a model is given at most; a context that is nearly full takes less. */
export const MAX_RESULT = 20_000;
/** Milliseconds that a call may take. */
export const TOOL_MS = 15_000;

/** What a tool is told of the turn it is called in. */
export interface ToolContext {
  readonly caller: ToolCaller;
  /** Of the user's message, and the same whenever its answer is tried again: an effect that is keyed by it happens once. */
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Why a tool could not do what it was asked; the model is told the message. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Something that a model may have done. Any design offers a tool by giving `createToolbox` one more of these. */
export interface Tool extends ToolSpec {
  readonly description: string;
  /**
   * Whether it changes something outside of the conversation; then it says which messages of a user call for it. It is
   * offered for no other message, and runs only before the first result of a tool was read: what a result says causes
   * nothing.
   */
  readonly effects: false | { readonly calledForBy: (message: string) => boolean };
  /**
   * @param input made by a model: anything
   * @throws ToolError with what the model is to be told
   */
  run(input: unknown, context: ToolContext, signal: AbortSignal): Promise<string>;
}

/** The tools of one turn. */
export interface Toolbox {
  readonly specs: readonly ToolSpec[];
  /** Runs the calls of one message of the model; what fails is a result too. */
  run(uses: readonly ToolUse[], signal: AbortSignal): Promise<readonly ToolResult[]>;
}

/** The turn that tools are called in. */
export interface ToolTurn {
  readonly caller: ToolCaller;
  readonly messageId: string;
  /** The user's own message: nothing that was attached to it, nor what anyone else said. */
  readonly message: string;
}

export interface ToolboxDeps extends ToolTurn {
  readonly tools: readonly Tool[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of a tool's fault, of which the model learns only that there was one. */
  readonly onError: (tool: string, error: unknown) => void;
}

export function createToolbox({ tools, message, messageId, caller, now, onError }: ToolboxDeps): Toolbox {
  const offered = tools.filter(({ effects }) => !effects || effects.calledForBy(message));
  let read = false;

  async function result({ name, input }: ToolUse, signal: AbortSignal): Promise<Omit<ToolResult, 'id'>> {
    const tool = offered.find((each) => each.name === name);
    if (!tool) return failure(`There is no tool ${name}`);
    if (tool.effects && read) return failure(`${name} runs only for what the user said, not after a tool's result`);
    try {
      const over = AbortSignal.any([signal, AbortSignal.timeout(TOOL_MS)]);
      const text = await tool.run(input, { caller, messageId, now: now() }, over);
      return { text, failed: false };
    } catch (error) {
      if (error instanceof ToolError) return failure(error.message);
      onError(name, error);
      return failure('The tool failed');
    }
  }

  return {
    specs: offered.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
    async run(uses, signal) {
      const results = await Promise.all(
        uses.map(async (use) => ({ id: use.id, ...bounded(await result(use, signal)) })),
      );
      read = true;
      return results;
    },
  };
}

const bounded = ({ text, failed }: Omit<ToolResult, 'id'>) => ({
  text: text.length > MAX_RESULT ? cutText(text, MAX_RESULT) : text,
  failed,
});

const failure = (text: string) => ({ text, failed: true });
