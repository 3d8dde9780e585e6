import type { Intervention } from './answer';
import type { ModerationRule } from './chat-config';
import type { Model, ModelEvent } from './ports';

/** A rule that can be held against text. */
export interface Rule extends Pick<ModerationRule, 'name' | 'reason'> {
  matches(text: string): boolean;
}

/** The stage's rules, by whose words they are held against. */
export interface Rules {
  readonly input: readonly Rule[];
  readonly output: readonly Rule[];
}

/** Characters of an answer that are held back where there are rules of output: what they match is never sent. */
export const HELD_BACK = 256;

/**
 * The model under the stage's rules. What the user says is held against those of input before the model is asked, which then
 * is not; what the model says against those of output, before it is passed on. A refusal is an answer: `filtered`, with its
 * reason.
 */
export const createModerated = (model: Model, readRules: () => Promise<Rules>): Model => ({
  async *stream(request, signal) {
    const { input, output } = await readRules();
    const { said = [] } = request;
    const broken = input.find((rule) => said.some((text) => rule.matches(text)));
    if (broken) yield* refusal(broken);
    else if (output.length === 0) yield* model.stream(request, signal);
    else yield* withheld(model.stream(request, signal), output);
  },
});

function* refusal({ name, reason }: Rule): Generator<ModelEvent> {
  yield { type: 'text', text: `This message is not answered: it is against this service's rules (${reason}).` };
  yield filtered({ reason, rule: name });
  yield { type: 'usage', inputTokens: 0, outputTokens: 0 };
}

const filtered = (intervention: Intervention): ModelEvent => ({ type: 'end', reason: 'filtered', intervention });

/** Passes an answer on as long as no rule matches it. A match of up to `HELD_BACK` characters is withheld whole. */
async function* withheld(events: AsyncIterable<ModelEvent>, rules: readonly Rule[]): AsyncGenerator<ModelEvent> {
  let held = '';
  for await (const event of events) {
    if (event.type === 'target' || event.type === 'usage') {
      yield event;
      continue;
    }
    const over = event.type !== 'text';
    if (!over) held += event.text;
    const broken = rules.find((rule) => rule.matches(over ? held : wholeWords(held)));
    if (broken) return yield* cutShort(broken);
    const free = over ? held.length : freeLength(held);
    if (free > 0) yield { type: 'text', text: held.slice(0, free) };
    held = held.slice(free);
    if (over) yield event;
  }
}

function* cutShort({ name, reason }: Rule): Generator<ModelEvent> {
  yield { type: 'text', text: `\n\nThe answer ends here: it is against this service's rules (${reason}).` };
  yield filtered({ reason, rule: name });
}

/** Without its last word, which may go on: a rule on `ass` is not one on `assembly`. */
const wholeWords = (text: string): string => text.slice(0, Math.max(lastSpace(text) + 1, text.length - HELD_BACK));

/** Characters in which no match of the held-back length can begin any more; words are kept whole. */
function freeLength(text: string): number {
  const free = Math.max(0, text.length - HELD_BACK);
  const words = lastSpace(text.slice(0, free)) + 1;
  return words > 0 || free < HELD_BACK ? words : free;
}

const lastSpace = (text: string): number => Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n'));
