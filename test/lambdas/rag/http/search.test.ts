import { searchResponse, suggestionsResponse } from '../../../../lambdas/rag/domain/api/search';
import { brakeFrom } from '../../../../lambdas/shared/domain/brake';
import { alice } from '../../support/principals';
import { Library } from '../support/library';
import { queryApi } from '../support/query-api';

function handbook(): Library {
  const library = new Library();
  library.add({
    documentId: 'travel',
    title: 'Travel',
    link: 'https://wiki.example/travel',
    texts: ['Hotels cost up to 150 euros a night.'],
  });
  library.add({
    documentId: 'board',
    title: 'Board',
    acl: { everyone: false, groups: ['board'] },
    texts: ['Hotels of the board.'],
  });
  return library;
}

describe('POST /v1/search', () => {
  it('answers passages with why they stand where they do', async () => {
    const { search } = queryApi(handbook());
    const { statusCode, json } = await search({ query: 'hotels' });
    expect(statusCode).toBe(200);
    expect(searchResponse.parse(json)).toMatchObject({
      results: [
        {
          documentId: 'travel',
          chunkId: 'travel.1.0',
          version: 1,
          title: 'Travel',
          text: 'Hotels cost up to 150 euros a night.',
          link: 'https://wiki.example/travel',
          why: { keyword: { rank: 1 }, vector: { rank: 1 }, fused: { rank: 1 }, reranked: { rank: 1 } },
        },
      ],
      query: { text: 'hotels', language: 'en' },
      degraded: [],
      embedding: { model: 'words', dimensions: 64 },
      rerankModel: 'word-rerank',
    });
  });

  it('says what it went without, and counts it', async () => {
    const down = () => Promise.reject(new Error('down'));
    const { search, metrics, published, audited } = queryApi(handbook(), {
      retrieval: { reranker: { model: 'broken', rerank: down } },
    });
    const { json } = await search({ query: 'hotels' });
    metrics.publish();
    expect(json).toMatchObject({ degraded: ['rerank'] });
    expect(published[0]).toMatchObject({
      Degraded: 1,
      DegradedRerank: 1,
      DegradedVector: 0,
      RetrievalsWithoutResult: 0,
    });
    expect(Object.keys(published[0] ?? {})).toEqual(
      expect.arrayContaining(['RetrievalDuration', 'StageSearchDuration']),
    );
    expect(audited).toMatchObject([{ details: { degraded: 'rerank' } }]);
  });

  it('tells the audit who was shown which documents, and no text', async () => {
    const { search, audited } = queryApi(handbook());
    await search({ query: 'hotels' });
    await search({ query: 'hotels' }, { ...alice, userId: 'dora', groups: ['board'] });
    expect(audited).toMatchObject([
      {
        action: 'retrieval.performed',
        actor: { userId: 'alice' },
        details: { via: 'search', documents: 'travel', count: 1 },
      },
      { actor: { userId: 'dora' }, details: { documents: expect.stringContaining('board'), count: 2 } },
    ]);
    expect(JSON.stringify(audited)).not.toMatch(/hotels/i);
  });

  it('goes on while the brake is set, without what costs most', async () => {
    const { search, brake } = queryApi(handbook());
    brake.item = brakeFrom('budget', new Date());
    const { statusCode, json } = await search({ query: 'hotels' });
    expect(statusCode).toBe(200);
    expect(json).toMatchObject({ degraded: ['rerank', 'expansion'], query: { variants: [] } });
    expect(json.rerankModel).toBeUndefined();
    expect(await search({ query: 'hotels', rerank: false, expand: false })).toMatchObject({ json: { degraded: [] } });
  });

  it.each([
    [{}],
    [{ query: '' }],
    [{ query: 'x', size: 0 }],
    [{ query: 'x', mode: 'all' }],
    [{ query: 'x', who: 'bob' }],
    ['x'],
  ])('refuses %j', async (body) => {
    const { search, audited } = queryApi(handbook());
    expect(await search(body)).toMatchObject({ statusCode: 400, json: { code: 'invalid_request' } });
    expect(audited).toEqual([]);
  });

  it('answers 503 when the index is down', async () => {
    const down = () => Promise.reject(new Error('down: https://internal.example'));
    const { search } = queryApi(handbook(), { retrieval: { index: { search: down, suggest: down } } });
    const { statusCode, body } = await search({ query: 'hotels' });
    expect(statusCode).toBe(503);
    expect(body).toContain('search_unavailable');
    expect(body).not.toContain('internal.example');
  });
});

describe('GET /v1/suggestions', () => {
  it('answers titles of what the caller may see, as their records have them', async () => {
    const library = handbook();
    library.change('travel', { title: 'Travel and expenses' });
    const { suggest, audited } = queryApi(library);
    const { json } = await suggest('tra');
    expect(suggestionsResponse.parse(json)).toEqual({
      suggestions: [{ documentId: 'travel', title: 'Travel and expenses' }],
    });
    expect(audited).toMatchObject([{ details: { via: 'suggestions', documents: 'travel' } }]);
  });

  it.each([[undefined], [''], ['  '], ['x'.repeat(201)]])('refuses %j', async (q) => {
    expect(await queryApi(handbook()).suggest(q)).toMatchObject({ statusCode: 400 });
  });
});

describe('the search as a tool', () => {
  const caller = { userId: 'alice', org: 'acme', groups: ['staff'], clearance: 2, tier: 'paid' };

  it('gives passages as data, with links', async () => {
    const { tool, audited } = queryApi(handbook());
    const answer = await tool({ caller, input: { query: 'hotels' }, messageId: 'm1' });
    expect(answer).toEqual({ text: expect.stringContaining('<passage n="1" title="Travel, 2023-11-14">') });
    expect(answer).toEqual({ text: expect.stringContaining('[1] https://wiki.example/travel') });
    expect(JSON.stringify(answer)).not.toContain('board');
    expect(audited).toMatchObject([{ actor: { userId: 'alice' }, details: { via: 'tool', documents: 'travel' } }]);
  });

  it('says that there is nothing where there is nothing', async () => {
    expect(await queryApi(new Library()).tool({ caller, input: { query: 'hotels' } })).toEqual({
      text: 'No document that the user may see says anything about this.',
    });
  });

  it.each([[undefined], [{}], [{ query: '' }], [{ query: 'x', size: 11 }], [{ query: 7 }], ['hotels']])(
    'tells the model what is wrong with %j',
    async (input) => {
      expect(await queryApi(handbook()).tool({ caller, input })).toEqual({ error: expect.stringContaining('query') });
    },
  );

  it('does not let the model say who is asking', async () => {
    const input = { query: 'hotels', caller: { ...caller, groups: ['board'] }, org: 'globex', groups: ['board'] };
    const answer = await queryApi(handbook()).tool({ caller, input });
    expect(JSON.stringify(answer)).not.toContain('board');
  });

  it.each([[undefined], [{ ...caller, org: '' }], [{ ...caller, clearance: 9 }], [{ ...caller, groups: 'board' }]])(
    'fails for the caller %j: no design sends it',
    async (wrong) => {
      await expect(queryApi(handbook()).tool({ caller: wrong, input: { query: 'hotels' } })).rejects.toThrow(
        'No caller',
      );
    },
  );

  it('tells the model when the search is down', async () => {
    const down = () => Promise.reject(new Error('down'));
    const { tool } = queryApi(handbook(), { retrieval: { index: { search: down, suggest: down } } });
    expect(await tool({ caller, input: { query: 'hotels' } })).toEqual({ error: 'The search does not answer now' });
  });
});
