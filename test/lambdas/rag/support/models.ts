import type { Embedder, Reranker, TextModel } from '../../../../lambdas/rag/domain/ports';

const DIMENSIONS = 64;

/** Texts with the same words are near each other, whatever their order. */
export function vectorOf(text: string): number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let hash = 7;
    for (const sign of word) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
    vector[hash % DIMENSIONS] = (vector[hash % DIMENSIONS] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

export const wordEmbedder: Embedder = {
  model: 'words',
  dimensions: DIMENSIONS,
  embed: async (texts) => texts.map(vectorOf),
};

/** Orders by shared words. */
export const wordReranker: Reranker = {
  model: 'word-rerank',
  rerank: async (query, passages, size) =>
    passages
      .map((text, index) => ({ index, relevance: Math.max(0, dot(vectorOf(query), vectorOf(text))) }))
      .sort((a, b) => b.relevance - a.relevance || a.index - b.index)
      .slice(0, size),
};

type Prompt = Parameters<TextModel['stream']>[0];

/** A model that says what a function makes of its prompt, in small pieces, and remembers every prompt. */
export class SayingModel implements TextModel {
  readonly model = 'saying';
  readonly prompts: Prompt[] = [];

  constructor(private readonly say: (prompt: Prompt) => string | Promise<string>) {}

  async *stream(prompt: Prompt) {
    this.prompts.push(prompt);
    const text = await this.say(prompt);
    for (let at = 0; at < text.length; at += 7) yield { text: text.slice(at, at + 7) };
    yield { usage: { inputTokens: prompt.user.length, outputTokens: text.length } };
  }
}

/** Repeats the first sentence of each passage, and names it. */
export const repeating = ({ user }: Prompt): string =>
  [...user.matchAll(/<passage n="(\d+)"[^>]*>\n([^.\n]*\.)/g)].map(([, n, sentence]) => `${sentence} [${n}]`).join(' ');

/** Other wordings of every question. */
export const rewording = new SayingModel(({ user }) => `${user} please\ntell me: ${user}\n${user} exactly`);
