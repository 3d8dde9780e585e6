import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endCommands, RunningCommand } from '../../local/command';
import { FakeRagApi } from '../../support/fake-rag-api';
import { documents, withCorpusDir } from './support';

const service = { userId: 'key:1', org: 'acme', groups: [], clearance: 0 };
let api: FakeRagApi;
beforeEach(async () => {
  api = await new FakeRagApi((credential) => (credential === 'secret' ? service : undefined)).start();
});
afterEach(() => api.stop());
afterAll(endCommands);

const against = () => ['--url', api.url, '--token', 'secret'];
const runTool = (name: 'retrieval' | 'answers' | 'moderation', args: readonly string[]) =>
  new RunningCommand(`tools/eval/${name}/main.ts`, args).finished();
const asked = (what: string) => api.requests.filter(({ method, path }) => `${method} ${path}` === what);

test('retrieval is rated through the API in every mode, and nothing but one object is printed', async () => {
  await withCorpusDir(async (dir) => {
    const { stdout, stderr, code } = await runTool('retrieval', ['--corpus', dir, ...against(), '--json']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('document empty: empty: ')]);
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['corpus', 'embedding', 'reranker', 'rows']);
    expect(report).toMatchObject({ embedding: 'fake-embedding (8 dimensions)', reranker: 'fake-reranker' });
    const modes = ['keyword', 'vector', 'hybrid-rrf', 'hybrid-min-max', 'hybrid-z-score', 'reranked'];
    expect(report.rows.map(({ mode }: { mode: string }) => mode)).toEqual(modes);
    for (const row of report.rows) {
      expect(Object.keys(row)).toEqual(['mode', 'ndcg10', 'map', 'recall100', 'p50Ms', 'p95Ms']);
      expect(row).toMatchObject({ ndcg10: 1, map: 1, recall100: 1 });
      expect(row.p95Ms).toBeGreaterThan(0);
    }
    expect(stderr).toContain('Mind: hybrid-rrf: without vector for 4 queries');
  });
  const searches = asked('POST /v1/search').map(({ body }) => body as Record<string, unknown>);
  expect(searches.every(({ expand, size }) => expand === false && size === 100)).toBe(true);
  expect(searches.find(({ fusion }) => fusion === 'z-score')).toMatchObject({ mode: 'hybrid', rerank: false });
  // One document has nothing to be found by, and all of the others are gone again.
  expect(asked('POST /v1/documents')).toHaveLength(documents.length - 1);
  expect(api.documents).toEqual([]);
});

test('some modes, few queries and a table are to be had, and documents may stay', async () => {
  await withCorpusDir(async (dir) => {
    const options = ['--modes', 'reranked,keyword', '--limit', '2', '--k', '10', '--keep'];
    const { stdout, stderr } = await runTool('retrieval', ['--corpus', dir, ...against(), ...options]);
    expect(stdout).toMatch(
      /Embedding: fake-embedding[\s\S]*MODE +NDCG@10[\s\S]*keyword +1\.0000[\s\S]*reranked +1\.0000/,
    );
    expect(stderr).toContain('recall@100 is of the first 10 only');
  });
  expect(api.documents).toHaveLength(documents.length - 1);
});

test('answers are rated: faithful, given where the corpus answers, refused where the documents are left out', async () => {
  await withCorpusDir(async (dir) => {
    const { stdout, code } = await runTool('answers', ['--corpus', dir, ...against(), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      embedding: 'fake-embedding (8 dimensions)',
      answerable: { questions: 3, answered: 1 },
      unanswerable: { questions: 1, refused: 1 },
      sentences: { cited: 3, uncited: 0, supported: 1, shown: 3, quoted: 1, faithful: 1 },
      citations: { count: 3, relevant: 1 },
      questions: [{ id: 'q1' }, { id: 'q2' }, { id: 'q3' }, { id: 'q4', answerable: false, answered: false }],
    });
  });
});

test("questions of one's own say themselves what answers them", async () => {
  await withCorpusDir(async (dir) => {
    const file = join(dir, 'mine.jsonl');
    const mine = [
      { _id: 'a', text: 'blunt body', answerable: true, relevant: ['shock'] },
      { _id: 'b', text: 'slab', answerable: false, relevant: ['heat'] },
    ];
    await writeFile(file, mine.map((line) => JSON.stringify(line)).join('\n'));
    const { stdout } = await runTool('answers', ['--corpus', dir, ...against(), '--questions', file]);
    expect(stdout).toMatch(/answered, where the corpus answers +100\.0 % +1 questions/);
    expect(stdout).toMatch(/refused, where the documents were left out +100\.0 % +1 questions/);
  });
});

test('moderation is judged on generated items, and nothing but one object is printed', async () => {
  const args = ['--count', '5', '--patterns', '100', '--seed', '4', '--json'];
  const { stdout, stderr, code } = await runTool('moderation', args);
  expect([code, stderr]).toEqual([0, expect.stringContaining('5 items of each kind')]);
  const { seed, patterns, violating, clean, falsePositives, traffic } = JSON.parse(stdout);
  expect({ seed, patterns, items: traffic.items }).toEqual({ seed: 4, patterns: 100, items: 50 });
  for (const { items, approved, rejected, escalated } of [...violating, ...clean]) {
    expect(items).toBe(5);
    expect(approved.count + rejected.count + escalated.count).toBe(items);
  }
  expect(violating.find(({ kind }: { kind: string }) => kind === 'plain')).toMatchObject({ rejected: { count: 5 } });
  expect(falsePositives).toMatchObject({ clean: { count: 0, of: 15 }, hard: { count: 0, of: 10 } });
});

test('moderation says which options it has, and which block list is too small for its items', async () => {
  const { stdout, code } = await runTool('moderation', ['--help']);
  expect(code).toBe(0);
  for (const option of ['--seed <n>', '--count <n>', '--patterns <n>', '--json']) expect(stdout).toContain(option);
  const refused = await runTool('moderation', ['--patterns', '10']);
  expect([refused.stdout, refused.code]).toEqual(['', 1]);
  expect(refused.stderr).toContain('expected 100 at least: the set says that many');
});

test.each([
  ['an address without a credential', ['--corpus', 'DIR', '--url', 'http://127.0.0.1:1'], /--token, or in RAG_TOKEN/],
  ['a corpus that is not there', ['--corpus', '/nowhere'], /corpus\.jsonl: is not there/],
])('%s is said in one line', async (_what, args, message) => {
  await withCorpusDir(async (dir) => {
    const { stdout, stderr, code } = await runTool(
      'retrieval',
      args.map((arg) => (arg === 'DIR' ? dir : arg)),
    );
    expect([stdout, code]).toEqual(['', 1]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
