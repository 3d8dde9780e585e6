import type { OpenAiError } from '../../shared/domain/openai-error';
import type { FinishReason, Intervention, Usage } from './answer';
import { toolCallOf } from './openai-tools';
import type { ToolUse } from './ports';

/** What all parts of one answer have in common. */
export interface AnswerHead {
  /** `chatcmpl-` and a unique rest. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
}

/** An answer that the client stopped ends as one that the model ended: OpenAI has no word for it. */
const finishReasons = { stop: 'stop', length: 'length', stopped: 'stop', filtered: 'content_filter' } as const;

/** A model that calls tools stops for their results, unless something else cut it off. */
const finishReasonOf = (reason: FinishReason, calls: number): string =>
  calls > 0 && reason === 'stop' ? 'tool_calls' : finishReasons[reason];

const usageOf = ({ inputTokens, outputTokens, cachedTokens = 0 }: Usage) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
});

type Finished = {
  readonly finishReason: FinishReason;
  readonly intervention?: Intervention | undefined;
  readonly usage: Usage;
};

/** Beside OpenAI's own members, which have no place for a reason code. */
const why = (intervention: Intervention | undefined) =>
  intervention ? { content_filter_reason: intervention.reason } : {};

/** The body of an answer that is not streamed. */
export function chatCompletion(
  head: AnswerHead,
  { text, calls }: { readonly text: string; readonly calls: readonly ToolUse[] },
  { finishReason, intervention, usage }: Finished,
) {
  const said = { role: 'assistant', content: text === '' && calls.length > 0 ? null : text, refusal: null };
  const message = calls.length > 0 ? { ...said, tool_calls: calls.map(toolCallOf) } : said;
  const finish_reason = finishReasonOf(finishReason, calls.length);
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason, ...why(intervention) }],
    usage: usageOf(usage),
  };
}

/**
 * The lines of a streamed answer, as server-sent events.
 *
 * @param includeUsage a last chunk without choices tells the usage, and those before say `usage: null`
 */
export function chatCompletionStream(head: AnswerHead, includeUsage: boolean) {
  const chunk = (choices: readonly object[], usage: object | null = null) =>
    event({ ...head, object: 'chat.completion.chunk', choices, ...(includeUsage ? { usage } : {}) });
  const choice = (delta: object, finishReason: string | null = null, more: object = {}) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: finishReason, ...more }]);
  let calls = 0;
  return {
    begin: (): string => choice({ role: 'assistant', content: '', refusal: null }),
    text: (text: string): string => choice({ content: text }),
    /** A tool is called: its name first, then what it is given, as clients put it together. */
    toolCall(use: ToolUse): string {
      const { function: called, ...call } = toolCallOf(use);
      const index = calls++;
      const begun = choice({ tool_calls: [{ index, ...call, function: { name: called.name, arguments: '' } }] });
      return begun + choice({ tool_calls: [{ index, function: { arguments: called.arguments } }] });
    },
    /** The answer has all of its text and calls. */
    finish: ({ finishReason, intervention }: Omit<Finished, 'usage'>): string =>
      choice({}, finishReasonOf(finishReason, calls), why(intervention)),
    /** The last lines: clients leave when they have read them. */
    close: (usage: Usage): string => [includeUsage ? chunk([], usageOf(usage)) : '', DONE].join(''),
    /** An error after the answer began: its status is gone out, so it comes as an event, which OpenAI's clients throw. */
    error: (error: OpenAiError): string => event(error),
  };
}

/** A comment that clients skip: it keeps proxies from closing a stream that is silent. */
export const KEEP_ALIVE = ': keep-alive\n\n';

const DONE = 'data: [DONE]\n\n';

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

/** The body of `GET /v1/models`. A stage's models have no date of making; OpenAI's clients want a number. */
export function modelList(models: readonly { readonly id: string }[]) {
  return {
    object: 'list',
    data: models.map(({ id }) => ({ id, object: 'model', created: 0, owned_by: 'bedrock' })),
  };
}
