import * as fc from 'fast-check';
import { maySee, viewerOf } from '../../../../../lambdas/rag/domain/access';
import type { Embedder, Leg, Reranker, SearchIndex } from '../../../../../lambdas/rag/domain/ports';
import { BUDGET } from '../../../../../lambdas/rag/domain/retrieval/budget';
import type { RetrieveDeps, RetrieveOptions } from '../../../../../lambdas/rag/domain/retrieval/retrieval';
import { retrieve } from '../../../../../lambdas/rag/domain/retrieval/retrieve';
import { Unavailable } from '../../../../../lambdas/rag/domain/unavailable';
import { alice as alicePrincipal } from '../../../support/principals';
import { anyAcl, anyOrg, anyViewer } from '../../support/anyone';
import { Library } from '../../support/library';
import { SayingModel, wordEmbedder } from '../../support/models';
import { never, options, retrievalOf } from '../../support/retrieval';

const alice = viewerOf(alicePrincipal);

function handbook(): Library {
  const library = new Library();
  library.add({ documentId: 'travel', texts: ['Hotels cost up to 150 euros a night.', 'Meals cost 40 euros a day.'] });
  library.add({ documentId: 'vacation', texts: ['Vacation is 28 days a year.', 'Unused vacation expires in March.'] });
  library.add({ documentId: 'security', texts: ['Passwords have 14 characters.', 'Laptops are locked.'] });
  return library;
}

const run = (more: Partial<RetrieveDeps> = {}, asked: Partial<RetrieveOptions> = {}, library = handbook()) => {
  const made = retrievalOf(library, more);
  return { ...made, result: retrieve(alice, 'What do hotels cost a night?', { ...options, ...asked }, made.deps) };
};

/** An index that notes what it is asked. */
function noting(library: Library): { index: SearchIndex; asked: Leg[][] } {
  const asked: Leg[][] = [];
  const index: SearchIndex = {
    ...library.untrusted,
    search: (who, legs, ...rest) => {
      asked.push([...legs]);
      return library.untrusted.search(who, legs, ...rest);
    },
  };
  return { index, asked };
}

describe('a search in which all goes well', () => {
  it('finds the passage, and says why it stands there', async () => {
    const { results, degraded, rerankModel, query, timings } = await run().result;
    expect(results[0]?.passage).toMatchObject({ documentId: 'travel', ordinal: 0 });
    expect(results[0]?.why).toMatchObject({
      keyword: { rank: 1 },
      vector: { rank: 1 },
      fused: { rank: 1 },
      reranked: { rank: 1, score: results[0]?.score },
    });
    expect(degraded).toEqual([]);
    expect(rerankModel).toBe('word-rerank');
    expect(query.variants).toHaveLength(3);
    expect(Object.keys(timings).sort()).toEqual(['authority', 'embedding', 'expansion', 'rerank', 'search', 'total']);
  });

  it('asks the index once, with both legs of the question and of its variants', async () => {
    const library = handbook();
    const { index, asked } = noting(library);
    await run({ index }, {}, library).result;
    expect(asked.map((legs) => legs.map(({ kind }) => kind))).toEqual([
      Array.from({ length: 4 }, () => ['keyword', 'vector']).flat(),
    ]);
  });

  it.each(['keyword', 'vector'] as const)('has only the legs of mode %s', async (mode) => {
    const library = handbook();
    const { index, asked } = noting(library);
    const { results } = await run({ index }, { mode }, library).result;
    expect(new Set(asked.flat().map(({ kind }) => kind))).toEqual(new Set([mode]));
    expect(results[0]?.passage.documentId).toBe('travel');
  });

  it.each(['rrf', 'min-max', 'z-score'] as const)('finds it by %s, too', async (fusion) => {
    const { results, rerankModel } = await run({}, { fusion, rerank: false }).result;
    expect(results[0]?.passage).toMatchObject({ documentId: 'travel', ordinal: 0 });
    expect(results[0]?.score).toBe(results[0]?.why.fused.score);
    expect(rerankModel).toBeUndefined();
  });

  it('hands what was read from the question on to the index, but for its words', async () => {
    const library = handbook();
    const search = jest.fn(library.untrusted.search);
    const { deps } = retrievalOf(library, { index: { ...library.untrusted, search } });
    const { query } = await retrieve(alice, 'hotels source:wiki since 2024', { ...options, expand: false }, deps);
    expect(query.text).toBe('hotels');
    expect(search.mock.calls[0]?.[1][0]).toEqual({ kind: 'keyword', text: 'hotels' });
    expect(search.mock.calls[0]?.[3]).toMatchObject({ sources: ['wiki'], from: Date.UTC(2024, 0) });
  });

  it('does not reword what names one thing', async () => {
    const { deps } = retrievalOf(handbook());
    const { query } = await retrieve(alice, 'INV-2024-118', options, deps);
    expect(query.variants).toEqual([]);
  });

  it('drops what says the same as something before it', async () => {
    const library = handbook();
    library.add({ documentId: 'copy', texts: ['Hotels cost up to 150 euros a night.'] });
    const { results } = await run({}, {}, library).result;
    const same = results.filter(({ passage }) => passage.text.startsWith('Hotels'));
    expect(same).toHaveLength(1);
  });
});

describe('a search in which something fails', () => {
  const failing = () => Promise.reject(new Error('down'));
  const slowModel = new SayingModel(() => never());

  it('goes on without a reranker', async () => {
    const reranker: Reranker = { model: 'broken', rerank: failing };
    const { result, degraded } = run({ reranker });
    expect(await result).toMatchObject({ degraded: ['rerank'] });
    expect((await result).rerankModel).toBeUndefined();
    expect((await result).results[0]?.passage.documentId).toBe('travel');
    expect(degraded).toMatchObject([{ stage: 'rerank', reason: { message: 'down' } }]);
  });

  it('goes on without variants when the model that writes them takes too long', async () => {
    const { result, watch } = run({ expansion: slowModel });
    watch.end('expansion');
    expect(await result).toMatchObject({ degraded: ['expansion'], query: { variants: [] } });
  });

  it('goes on with keywords when vectors cannot be had', async () => {
    const library = handbook();
    const { index, asked } = noting(library);
    const embedder: Embedder = { ...wordEmbedder, embed: failing };
    const { result } = run({ embedder, index }, { mode: 'vector' }, library);
    expect(await result).toMatchObject({ degraded: ['vector'] });
    expect((await result).results[0]?.passage.documentId).toBe('travel');
    expect(new Set(asked.flat().map(({ kind }) => kind))).toEqual(new Set(['keyword']));
  });

  it('goes on with keywords when the index does not answer for vectors', async () => {
    const library = handbook();
    const search: SearchIndex['search'] = async (who, legs, size) => {
      if (legs.some(({ kind }) => kind === 'vector')) throw new Error('circuit breaker');
      return library.untrusted.search(who, legs, size);
    };
    const { result } = run({ index: { ...library.untrusted, search } }, {}, library);
    expect(await result).toMatchObject({ degraded: ['vector'] });
    expect((await result).results.length).toBeGreaterThan(0);
  });

  it('says all that it went without, in one order', async () => {
    const reranker: Reranker = { model: 'broken', rerank: failing };
    const embedder: Embedder = { ...wordEmbedder, embed: failing };
    const { result, watch } = run({ reranker, embedder, expansion: slowModel });
    watch.end('expansion');
    expect((await result).degraded).toEqual(['rerank', 'expansion', 'vector']);
  });

  it('refuses when the index does not answer at all', async () => {
    const { result } = run({ index: { suggest: failing, search: failing } });
    await expect(result).rejects.toMatchObject({ code: 'search_unavailable' });
    await expect(result).rejects.toBeInstanceOf(Unavailable);
  });

  it('shows nothing when permissions cannot be read', async () => {
    const { result } = run({ documents: { find: failing, findAll: failing } });
    await expect(result).rejects.toMatchObject({ code: 'search_unavailable' });
  });

  it('stops for a caller that has gone', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(run({}, { signal: gone }).result).rejects.toThrow();
  });
});

describe('its time', () => {
  it('is divided among stages, and what one leaves the next has', async () => {
    const { result, watch } = run();
    await result;
    expect(watch.given('expansion')).toBe(BUDGET.total * BUDGET.until.expansion);
    expect(watch.given('rerank')).toBe(BUDGET.total);
  });

  it('is the less for a stage the longer those before it took', async () => {
    const made = retrievalOf(handbook());
    const embedder: Embedder = {
      ...wordEmbedder,
      embed: async (texts) => {
        made.watch.pass(1_000);
        return texts.map(() => [1]);
      },
    };
    const { timings } = await retrieve(alice, 'hotels', { ...options, expand: false }, { ...made.deps, embedder });
    expect(made.watch.given('search')).toBe(BUDGET.total * BUDGET.until.search - 1_000);
    expect(timings).toMatchObject({ embedding: 1_000, total: 1_000 });
  });
});

describe('permissions, over an index that knows of none', () => {
  const anyLibrary = fc.array(fc.record({ org: anyOrg, acl: anyAcl, versions: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 12,
  });

  it('finds what it would find if there were nothing but what the viewer may see, with the same scores', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLibrary,
        anyViewer,
        fc.constantFrom('rrf', 'min-max', 'z-score'),
        fc.boolean(),
        async (documents, who, fusion, rerank) => {
          const [all, allowed] = [new Library(), new Library()];
          documents.forEach(({ org, acl, versions }, index) => {
            const documentId = `d${index}`;
            const text = (version: number) => `Budget ${index} of team ${index % 3} in version ${version} is large.`;
            for (let version = 1; version <= versions; version += 1) {
              all.add({ documentId, org, acl, texts: [text(version)] });
              if (maySee(who, org, acl)) allowed.add({ documentId, org, acl, texts: [text(version)] });
            }
          });
          const found = async (library: Library) => {
            const asked = { ...options, fusion, rerank, size: 50 };
            const { deps } = retrievalOf(library, { withoutNearDuplicates: (passages) => passages });
            const { results } = await retrieve(who, 'budget of team 1', asked, deps);
            return results.map(({ passage, score }) => [passage.chunkId, score]);
          };
          expect(await found(all)).toEqual(await found(allowed));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not take a passage for one of another document', async () => {
    const library = handbook();
    library.add({
      documentId: 'secret',
      acl: { everyone: false },
      texts: ['Hotels of the board cost 900 euros a night.'],
    });
    const search: SearchIndex['search'] = async (...asked) =>
      (await library.untrusted.search(...asked)).map((hits) =>
        hits.map((hit) => ({ ...hit, passage: { ...hit.passage, documentId: 'travel' } })),
      );
    const { results } = await run({ index: { ...library.untrusted, search } }, {}, library).result;
    expect(results.map(({ passage }) => passage.text).join()).not.toContain('board');
  });

  it.each(['deleting', 'deleted'] as const)('finds nothing of what is %s', async (status) => {
    const library = handbook();
    library.change('travel', { status });
    const { results } = await run({}, {}, library).result;
    expect(results.some(({ passage }) => passage.documentId === 'travel')).toBe(false);
  });
});
