import type { CountTokens } from '../domain/chunking/measure';

/** Longest run without a blank, or of blanks, that is counted as one: the work grows with its square. */
const MAX_RUN = 256;
const longRun = new RegExp(String.raw`\S{${MAX_RUN + 1}}|\s{${MAX_RUN + 1}}`);
const pieces = new RegExp(String.raw`\s{0,${MAX_RUN}}\S{1,${MAX_RUN}}|\s{1,${MAX_RUN}}`, 'g');

/**
 * Counts tokens as OpenAI's `cl100k_base` does: byte pair encoding over all of Unicode. Loaded when first needed, as its ranks are a
 * megabyte; `o200k_base` is nearly three and takes twice as long to load.
 *
 * Embedding models have tokenizers of their own and count differently: for English within some 15 % of this, for other
 * scripts mostly fewer, so that a chunk of 512 of these tokens is within what they take (Titan Text Embeddings V2: 8,192).
 */
export async function loadTokenCounter(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/encoding/cl100k_base');
  // What looks like a control token is text here, and no mistake.
  const plain = { disallowedSpecial: new Set<string>() };
  const count = (text: string) => (text === '' ? 0 : countTokens(text, plain));
  return (text) =>
    longRun.test(text) ? (text.match(pieces) ?? []).reduce((sum, piece) => sum + count(piece), 0) : count(text);
}
