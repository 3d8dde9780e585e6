import type { Client } from '@opensearch-project/opensearch';
import * as z from 'zod/mini';
import type { Head } from '../domain/head';
import { answerIndexNameOf, CHUNKS_ALIAS, NEXT_ALIAS } from '../domain/index-name';
import type { IndexCopies } from '../ingest-ports';

const countSchema = z.object({ hits: z.object({ total: z.object({ value: z.int() }) }) });
const chunkSchema = z.object({
  ordinal: z.int(),
  text: z.string(),
  tokens: z.int(),
  section: z.array(z.string()),
  page: z.optional(z.int()),
  start: z.int(),
  end: z.int(),
});
const chunksSchema = z.object({ hits: z.object({ hits: z.array(z.object({ _source: chunkSchema })) }) });
const FIELDS = Object.keys(chunkSchema.shape);

/** Indexes of chunks side by side. What is asked about a document names its organisation, by its route and by a filter. */
export function createIndexCopies(client: Client): IndexCopies {
  /** Several searches in one request. @returns their answers, in order */
  async function ask(searches: readonly { index: string; org: string; body: Search }[]): Promise<readonly unknown[]> {
    if (searches.length === 0) return [];
    const body = searches.flatMap(({ index, org, body: search }) => [{ index, routing: org }, search]);
    const { body: answer } = await client.msearch({ body });
    return answer.responses;
  }

  return {
    async count(index, heads) {
      const searches = heads.flatMap((head) => {
        const live = { term: { version: head.liveVersion } };
        const decided = { range: { version: { lte: head.decidedVersion } } };
        const queries = [
          { filter: [...ofDocument(head), live] },
          { filter: [...ofDocument(head), decided], must_not: [live] },
        ];
        return queries.map((bool) => ({
          ...{ index, org: head.org },
          body: { size: 0, track_total_hits: true, query: { bool } },
        }));
      });
      const counts = (await ask(searches)).map((answer) => countSchema.parse(answer).hits.total.value);
      return heads.map((_, at) => ({ live: counts[2 * at] ?? 0, stale: counts[2 * at + 1] ?? 0 }));
    },

    async read(index, head, from, to) {
      const part = [{ term: { version: head.liveVersion } }, { range: { ordinal: { gte: from, lt: to } } }];
      const query = { bool: { filter: [...ofDocument(head), ...part] } };
      const [answer] = await ask([{ index, org: head.org, body: { size: to - from, _source: FIELDS, query } }]);
      const chunks = chunksSchema.parse(answer).hits.hits.map(({ _source }) => _source);
      return chunks.toSorted((a, b) => a.ordinal - b.ordinal);
    },

    async switch(from, to) {
      const alias = CHUNKS_ALIAS;
      const remove = { index: from.name, alias, must_exist: true };
      const body = { actions: [{ remove }, { add: { index: to.name, alias } }] };
      await client.indices.updateAliases({ body });
    },

    async drop({ name, embedding }, next) {
      const stays = { index: next.name, alias: NEXT_ALIAS };
      const without = (...indexes: string[]) => {
        const removals = indexes.map((index) => ({ remove_index: { index } }));
        const actions = [{ remove: { ...stays, must_exist: true } }, { add: stays }, ...removals];
        return client.indices.updateAliases({ body: { actions } });
      };
      try {
        await without(name, answerIndexNameOf(embedding));
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode !== 404) throw error;
        // There may be no answers: a setup may have died before it made their index.
        await without(name);
      }
    },
  };
}

interface Search {
  readonly size: number;
  readonly query: object;
  readonly track_total_hits?: boolean;
  readonly _source?: string[];
}

const ofDocument = ({ org, documentId }: Head): object[] => [{ term: { org } }, { term: { documentId } }];
