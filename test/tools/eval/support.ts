import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Four short documents, one that is empty, and what is asked of them. */
export const documents = [
  { _id: 'wing', title: 'Wings', text: 'A wing makes lift. Its drag grows with speed.' },
  { _id: 'heat', title: 'Heat', text: 'Heat flows through a slab. A slab may be composite.' },
  { _id: 'shock', title: 'Shock waves', text: 'A shock wave stands before a blunt body.' },
  { _id: 'title', title: 'Only a title on flutter', text: '' },
  { _id: 'empty', title: '', text: ' ' },
];
export const queries = [
  { _id: 'q1', text: 'which wing makes lift' },
  { _id: 'q2', text: 'composite slab' },
  { _id: 'q3', text: 'flutter' },
  { _id: 'q4', text: 'blunt body' },
];
const judgements = ['q1\twing\t3', 'q2\theat\t1', 'q3\ttitle\t2', 'q4\tshock\t1', 'q4\twing\t0'];

/** Writes that corpus to a directory, for the time of a test. */
export async function withCorpusDir(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'corpus-'));
  try {
    await mkdir(join(dir, 'qrels'));
    await writeFile(join(dir, 'corpus.jsonl'), lines(documents));
    await writeFile(join(dir, 'queries.jsonl'), lines(queries));
    await writeFile(join(dir, 'qrels', 'test.tsv'), `query-id\tcorpus-id\tscore\n${judgements.join('\n')}\n`);
    await run(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
