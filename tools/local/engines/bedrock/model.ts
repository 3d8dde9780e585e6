/** What a part of a message holds, reduced to what a text model on a laptop can use. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly format: string; readonly bytes: number }
  | {
      readonly type: 'document';
      readonly format: string;
      readonly name: string;
      readonly bytes: number;
      /** Of a document that is plain text. */
      readonly text?: string;
    }
  | { readonly type: 'toolUse'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'toolResult'; readonly id: string; readonly text: string };

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly Part[];
}

export interface Tool {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** A request to a model, whichever operation it came by. */
export interface ModelRequest {
  readonly modelId: string;
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  /** `any`: some tool has to be called; a name: that one; absent: as the model likes. */
  readonly toolChoice?: { readonly any: true } | { readonly name: string };
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
  /** Beginnings of the request that the model is to keep. */
  readonly cachedBeginnings?: readonly string[];
  readonly temperature?: number;
  readonly topP?: number;
}

export type StopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use';

export interface Usage {
  /** What was neither read from a prompt cache nor written to it. */
  readonly inputTokens: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly outputTokens: number;
}

/** What a model says, piece by piece; `end` comes last. */
export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'toolUse'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'end'; readonly stopReason: StopReason; readonly usage: Usage };

export interface Model {
  /** Ends without `end` when `signal` aborts. */
  generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** Text of the last message, which markers and questions are looked for in. */
export function lastUserText(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === 'user');
  return last ? textOf(last) : '';
}

export function textOf(message: Message): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** A rough count that stands for a tokenizer: four characters a token. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
