import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CorpusError, readCorpus } from '../../../tools/eval/beir';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beir-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const good = {
  'corpus.jsonl': '\uFEFF{"_id":"d1","title":"One","text":"first","metadata":{}}\r\n\r\n{"_id":"d2","text":""}\r\n',
  'queries.jsonl': '{"_id":"q1","text":"which?"}\n{"_id":"q2","text":"and?"}\n{"_id":"q3","text":"none"}\n',
  'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq3\td2\t-1\n',
};

async function corpusOf(files: Partial<typeof good>) {
  await mkdir(join(dir, 'qrels'), { recursive: true });
  for (const [name, text] of Object.entries({ ...good, ...files })) await writeFile(join(dir, name), text);
  return readCorpus(dir);
}

test('reads documents, judgements, and the queries that have a relevant document', async () => {
  const { documents, queries, grades } = await corpusOf({});
  expect(documents).toEqual([
    { id: 'd1', title: 'One', text: 'first' },
    { id: 'd2', title: '', text: '' },
  ]);
  expect(queries).toEqual([{ id: 'q1', text: 'which?' }]);
  expect([...(grades.get('q1') ?? [])]).toEqual([
    ['d1', 2],
    ['d2', 0],
  ]);
});

test('judgements may come without a heading', async () => {
  expect((await corpusOf({ 'qrels/test.tsv': 'q2\td1\t1\n' })).queries).toEqual([{ id: 'q2', text: 'and?' }]);
});

test.each<[string, Partial<typeof good>, RegExp]>([
  ['no JSON', { 'corpus.jsonl': '{"_id":"d1","text":"a"}\n{"_id":' }, /corpus\.jsonl:2: no JSON/],
  ['no text', { 'corpus.jsonl': '{"_id":"d1"}' }, /corpus\.jsonl:1: text: /],
  ['an id twice', { 'corpus.jsonl': '{"_id":"d1","text":""}\n\n{"_id":"d1","text":""}' }, /:3: the id d1 was there/],
  ['nothing', { 'queries.jsonl': '\n' }, /queries\.jsonl: holds nothing/],
  ['a number as id', { 'queries.jsonl': '{"_id":1,"text":"a"}' }, /queries\.jsonl:1: _id: /],
  ['too few columns', { 'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1 d1 1\n' }, /test\.tsv:2: 1 columns/],
  ['an unknown query', { 'qrels/test.tsv': 'q9\td1\t1\n' }, /test\.tsv:1: queries\.jsonl has no query q9/],
  ['an unknown document', { 'qrels/test.tsv': 'q1\td9\t1\n' }, /test\.tsv:1: corpus\.jsonl has no document d9/],
  ['no number', { 'qrels/test.tsv': 'q1\td1\thigh\n' }, /test\.tsv:1: the score "high" is no whole number/],
  ['no judgement', { 'qrels/test.tsv': 'query-id\tcorpus-id\tscore\n' }, /test\.tsv: holds no judgement/],
])('says where a file has %s', async (_what, files, message) => {
  const failed = await corpusOf(files).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(CorpusError);
  expect((failed as Error).message).toMatch(message);
});

test('says which file is not there', async () => {
  await expect(readCorpus(dir)).rejects.toThrow(/corpus\.jsonl: is not there/);
});
