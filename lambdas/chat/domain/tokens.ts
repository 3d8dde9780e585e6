import type { ModelMessage } from './ports';

/** Tokens a message costs beside its text: role and separators. */
const MESSAGE_OVERHEAD = 4;

/**
 * Estimates tokens without a model's tokenizer, leaning high: a context that is cut by it fits. English comes out
 * about a third above what current tokenizers count; digits, symbols and other scripts count by character.
 */
export function estimateTokens(text: string): number {
  let letters = 0;
  let symbols = 0;
  let others = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code > 127) others += 1;
    else if (isLetter(code) || code === 32) letters += 1;
    else symbols += 1;
  }
  return Math.ceil(letters / 3 + symbols + others * 1.5);
}

/** Guesses tokens as near as one can without a tokenizer: for telling what was used where the model did not. */
export function guessTokens(text: string): number {
  const others = [...text].filter((character) => character > '\u007f').length;
  return Math.ceil((text.length - others) / 4 + others);
}

export const estimateMessageTokens = (message: ModelMessage): number => estimateTokens(message.text) + MESSAGE_OVERHEAD;

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
