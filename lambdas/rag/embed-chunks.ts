import { embeddedText } from './domain/embedded-text';
import type { Embedding } from './domain/index-name';
import type { Chunk } from './domain/passage';
import type { Embedder, IndexedChunk } from './domain/ports';

/** The model that an index's vectors are made with. */
export type EmbedderOf = (embedding: Embedding) => Embedder;

/** Chunks of a document with their vectors. */
export async function embedChunks(
  embedder: Embedder,
  title: string,
  chunks: readonly Chunk[],
  signal: AbortSignal,
): Promise<IndexedChunk[]> {
  const texts = chunks.map((chunk) => embeddedText(title, chunk));
  const vectors = await embedder.embed(texts, 'document', signal);
  return chunks.map((chunk, at) => ({ chunk, vector: vectors[at] ?? [] }));
}
