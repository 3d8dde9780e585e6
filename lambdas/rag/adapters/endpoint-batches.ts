/** One request of Hugging Face's text-embeddings-inference, and what it answered. */
export type EndpointCall = (request: unknown, signal: AbortSignal) => Promise<unknown>;

/** Texts that the container takes in one request, unless it is told otherwise. */
export const BATCH = 32;
/** Characters of a text that are sent: the container cuts to what its model takes, but reads no more than 2 MB a request. */
export const MAX_CHARACTERS = 8_000;

/** Texts in as many requests as they need, each cut to what is sent of it. */
export function batchesOf(texts: readonly string[]): string[][] {
  const cut = texts.map((text) => text.slice(0, MAX_CHARACTERS));
  return Array.from({ length: Math.ceil(cut.length / BATCH) }, (_, at) => cut.slice(at * BATCH, (at + 1) * BATCH));
}
