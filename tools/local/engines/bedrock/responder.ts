import { setTimeout as delay } from 'node:timers/promises';
import { attachmentsIn } from './attachments';
import {
  countTokens,
  lastUserText,
  type Message,
  type Model,
  type ModelEvent,
  type ModelRequest,
  textOf,
} from './model';
import { answerFromPassages } from './passages';
import { requestedTool } from './tool-request';
import { unfinished } from './unfinished';

/** How a request's text steers the stand-in. `help` answers with this. */
export const responderHelp = [
  "I am the laptop's stand-in for a model: my answers follow from the question, and nothing was learned.",
  '"count to 300" gives a long answer, "what did I say about it?" quotes what I was told of the conversation. A tool of the request is called when the question names it.',
  'In the last question, [[slow]] streams ten times slower, [[throttle]], [[unavailable]] and [[timeout]] fail before',
  'the first word, [[break]] fails after ten words, [[drop]] cuts the connection after ten words, and, where the request',
  'names a guardrail, [[block]] and [[block-answer]] make it intervene. Behind a SageMaker endpoint [[cold]] finds no copy,',
  '[[overload]] and [[too-long]] are refusals of the container, and [[container]] is its failure after ten words.',
].join(' ');

const maxCount = 5000;

export interface ResponderSettings {
  /** Milliseconds between two words. */
  wordDelayMs: number;
  /** Claims what no passage says when it is asked to answer from passages. @default false */
  gullible?: boolean;
}

/** A deterministic model: it says what it is, quotes its context and calls tools. */
export function createResponder(settings: ResponderSettings): Model {
  return {
    async *generate(request, signal) {
      const inputTokens = countTokens(JSON.stringify([request.system, request.messages]));
      const tool = requestedTool(request);
      if (tool) {
        yield { type: 'toolUse', ...tool };
        const outputTokens = countTokens(JSON.stringify(tool.input));
        return yield { type: 'end', stopReason: 'tool_use', usage: { inputTokens, outputTokens } };
      }
      yield* speak(request, inputTokens, settings, signal);
    },
  };
}

async function* speak(
  request: ModelRequest,
  inputTokens: number,
  settings: ResponderSettings,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const { text, stopReason } = withinLimits(answer(request, settings), request);
  const wait = settings.wordDelayMs * (lastUserText(request.messages).includes('[[slow]]') ? 10 : 1);
  for (const word of words(text)) {
    yield { type: 'text', text: word };
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
  yield { type: 'end', stopReason, usage: { inputTokens, outputTokens: countTokens(text) } };
}

/** The answer in full, or what is missing of one that was begun. */
function answer(request: ModelRequest, settings: ResponderSettings): string {
  const fromPassages = answerFromPassages(request.system, lastUserText(request.messages), settings.gullible ?? false);
  if (fromPassages !== undefined) return fromPassages;
  const open = unfinished(request.messages);
  if (!open) return wholeAnswer(request);
  const whole = words(wholeAnswer({ ...request, messages: open.before }));
  return whole.slice(words(open.said).length).join('');
}

function wholeAnswer(request: ModelRequest): string {
  const question = lastUserText(request.messages);
  const introduction = `I am the laptop's stand-in for ${request.modelId}.`;
  const result = toolResult(request.messages);
  if (result !== undefined) return `${introduction} The tool answered: ${result}`;
  if (/^\s*summari[sz]e the record\b/i.test(question)) return summaryOf(question);
  if (/^\s*help\b/i.test(question)) return responderHelp;
  const [, count] = /\bcount to (\d+)/i.exec(question) ?? [];
  if (count) return `${introduction} Counting: ${countTo(Math.min(Number(count), maxCount))}.`;
  const [, topic] = /\bwhat did I say about (\S+?)\?/i.exec(question) ?? [];
  if (topic) return `${introduction} ${recalled(topic, request.messages.slice(0, -1))}`;
  const before = previousUserText(request.messages);
  const quoted = `You said: "${shortened(question)}".`;
  const remembered = before ? [`Before that you said: "${shortened(before)}".`] : [];
  return [introduction, quoted, ...remembered, ...attachmentsIn(request.messages)].join(' ');
}

/** A record of JSON lines in short: what an earlier summary says, and how each message of the user begins. */
function summaryOf(record: string): string {
  const lines = record.split('\n').filter((line) => line.startsWith('{'));
  const said = lines.flatMap((line) => [...line.matchAll(/^\{"(summary|user)":"((?:[^"\\]|\\.)*)/g)]);
  return said.map(([, kind, text = '']) => (kind === 'summary' ? text : text.slice(0, 80))).join(' / ');
}

/** Words around a topic, from the first message that has it. */
function recalled(topic: string, messages: readonly Message[]): string {
  const text = messages.map(textOf).find((each) => each.includes(topic)) ?? '';
  const at = text.indexOf(topic);
  if (at < 0) return `I know nothing about ${topic}.`;
  return `You said: "${shortened(text.slice(Math.max(0, at - 60), at + topic.length + 60))}".`;
}

function toolResult(messages: readonly Message[]): string | undefined {
  const results = messages.at(-1)?.parts.flatMap((part) => (part.type === 'toolResult' ? [part.text] : [])) ?? [];
  return results.length > 0 ? results.join('; ') : undefined;
}

function previousUserText(messages: readonly Message[]): string | undefined {
  return messages
    .filter(({ role }) => role === 'user')
    .map(textOf)
    .at(-2);
}

function countTo(last: number): string {
  return Array.from({ length: last }, (_, index) => index + 1).join(', ');
}

function shortened(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}

function withinLimits(text: string, request: ModelRequest) {
  const stops = request.stopSequences.map((sequence) => text.indexOf(sequence)).filter((index) => index >= 0);
  const stop = Math.min(...stops);
  const limit = request.maxTokens * 4;
  if (stop <= limit) return { text: text.slice(0, stop), stopReason: 'stop_sequence' } as const;
  if (text.length > limit) return { text: text.slice(0, limit), stopReason: 'max_tokens' } as const;
  return { text, stopReason: 'end_turn' } as const;
}

/** Words with the white space that follows them, so that joined they are the text. */
function words(text: string): string[] {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}
