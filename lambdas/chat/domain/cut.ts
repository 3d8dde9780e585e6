import { TokenCount } from './tokens';

/** The longest beginning of a text that has no more than so many tokens, by the same estimate. */
export function firstTokens(text: string, tokens: number): string {
  const count = new TokenCount();
  let length = 0;
  for (const character of text) {
    count.add(character);
    if (count.tokens > tokens) break;
    length += character.length;
  }
  return text.slice(0, length);
}

/** The beginning of a text, with a mark that a model understands. */
export const cutText = (text: string, characters: number): string =>
  `${text.slice(0, characters)} [cut: ${characters} of ${text.length} characters]`;
