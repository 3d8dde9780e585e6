import type { ModelMessage, ToolSpec } from './ports';

/** Tokens a message costs beside its text: role and separators. */
const MESSAGE_OVERHEAD = 4;

/**
 * Estimates tokens without a model's tokenizer, leaning high: a context that is cut by it fits. English comes out
 * about a third above what current tokenizers count; digits, symbols and other scripts count by character.
 */
export function estimateTokens(text: string): number {
  const count = new TokenCount();
  for (const character of text) count.add(character);
  return count.tokens;
}

/** Counts as `estimateTokens` does, a character at a time. */
export class TokenCount {
  private letters = 0;
  private symbols = 0;
  private others = 0;

  get tokens(): number {
    return Math.ceil(this.letters / 3 + this.symbols + this.others * 1.5);
  }

  add(character: string): void {
    const code = character.codePointAt(0) ?? 0;
    if (code > 127) this.others += 1;
    else if (isLetter(code) || code === 32) this.letters += 1;
    else this.symbols += 1;
  }
}

/** Guesses tokens as near as one can without a tokenizer: for telling what was used where the model did not. */
export function guessTokens(text: string): number {
  const others = [...text].filter((character) => character > '\u007f').length;
  return Math.ceil((text.length - others) / 4 + others);
}

export const estimateMessageTokens = (message: ModelMessage): number =>
  sayings(message).reduce((sum, text) => sum + estimateTokens(text), attachedTokens(message) + MESSAGE_OVERHEAD);

/** Tokens of what a message brings along. */
export const attachedTokens = ({ attachments = [] }: Pick<ModelMessage, 'attachments'>): number =>
  attachments.reduce((sum, { tokens }) => sum + tokens, 0);

/** Tokens that a model reads to know its tools. */
export const estimateToolTokens = (tools: readonly ToolSpec[] = []): number =>
  tools.reduce((sum, tool) => sum + estimateTokens(JSON.stringify(tool)), 0);

/** All texts of a message that a model reads, those of tool calls and their results among them. */
export const sayings = ({ text, toolUses = [], toolResults = [] }: ModelMessage): string[] => [
  text,
  ...toolUses.map(({ id, name, input }) => JSON.stringify([id, name, input])),
  ...toolResults.map((result) => `${result.id} ${result.text}`),
];

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
