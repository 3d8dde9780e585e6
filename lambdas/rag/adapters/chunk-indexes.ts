import type { Client } from '@opensearch-project/opensearch';
import * as z from 'zod/mini';
import { ALL_CHUNKS, CHUNKS_ALIAS, type Embedding, NEXT_ALIAS } from '../domain/index-name';
import type { ChunkIndex } from '../domain/ports';

const embeddingSchema = z.object({ model: z.string(), dimensions: z.int().check(z.positive()) });
const mappingsSchema = z.object({ mappings: z.object({ _meta: embeddingSchema }) });
const describedSchema = z.record(z.string(), z.unknown());
const aliasesSchema = z.object({ aliases: z.record(z.string(), z.unknown()) });

/** What the setup wrote into an index's mapping. @throws Error when it is not there */
export function embeddingOf(name: string, described: unknown): Embedding {
  const { data } = mappingsSchema.safeParse(described);
  if (!data) throw new Error(`${name} does not say what its vectors are made with: only the setup may make an index`);
  return data.mappings._meta;
}

/** Every index of chunks. @throws Error when none answers: the setup comes first */
export async function listChunkIndexes(client: Client): Promise<readonly ChunkIndex[]> {
  const { body } = await client.indices.get({ index: ALL_CHUNKS });
  const all = Object.entries(describedSchema.parse(body)).map(([name, described]): ChunkIndex => {
    const { aliases } = aliasesSchema.parse(described);
    const embedding = embeddingOf(name, described);
    return { name, embedding, isLive: CHUNKS_ALIAS in aliases, isNext: NEXT_ALIAS in aliases };
  });
  if (!all.some(({ isLive }) => isLive)) throw new Error(`No index answers by the name of ${CHUNKS_ALIAS}`);
  return all;
}
