import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../tools/documents/ledger';
import { summaryOf } from '../../tools/documents/report';
import { doneOf, type Tally } from '../../tools/documents/tally';
import { uploadFolder } from '../../tools/documents/upload';
import { inParallel } from '../../tools/operator/in-parallel';
import { outputOf } from '../../tools/operator/outputs';
import { RagClient } from '../../web/client/rag-client';
import { brokenDocuments, sampleDocuments, scannedDocument } from '../lambdas/rag/support/documents';
import { scannedPdf } from '../lambdas/rag/support/pdf-files';
import { laptopOfFile } from './laptop-of-file';

const started = laptopOfFile();

const count = 200;
const seed = 7;
/** Most are: the laptop computes vectors itself, half a second for a page. */
const isShort = (number: number) => number % 20 !== 3;
const scanned = {
  'scan.pdf': 'The ferry to Lindholm leaves at a quarter past six.',
  'fax.pdf': 'The fax is from Ravn.',
};
const acl = { users: [], groups: ['engineering'], everyone: false, classification: 1 };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const clientOf = (user: 'alice' | 'bob' | 'carol') => {
  const { outputs, credentials } = started();
  const token = credentials.users[user]?.token ?? '';
  return new RagClient({ baseUrl: outputOf(outputs, 'RagApiUrl'), token: () => Promise.resolve(token) });
};

/** Two hundred files of all formats: those with a mark of their own, and those that cannot be searched, with the reason. */
async function writeFolder(dir: string) {
  const marks = new Map<string, string>();
  const reasons = new Map<string, string>();
  const write = async (path: string, bytes: Uint8Array) => {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), bytes);
  };
  for (const { name, bytes, code } of await brokenDocuments()) {
    await write(`broken/${name}`, bytes);
    reasons.set(`broken/${name}`, code);
  }
  await write('broken/picture.png', Buffer.from('no document at all'));
  reasons.set('broken/picture.png', 'wrong_type');
  for (const [at, [name, line]] of Object.entries(scanned).entries()) {
    const bytes = at === 0 ? (await scannedDocument()).bytes : await scannedPdf(1);
    started().core.engines.textract.teach(createHash('sha256').update(bytes).digest('hex'), [[line]]);
    await write(`scans/${name}`, bytes);
    marks.set(`scans/${name}`, line);
  }
  for (const { name, bytes, sentence } of await sampleDocuments(count - marks.size - reasons.size, seed, isShort)) {
    const path = `guidelines/${name.slice(-6, -4)}/${name}`;
    await write(path, bytes);
    marks.set(path, sentence);
  }
  return { marks, reasons };
}

test('two hundred documents of all formats: each is found by who may see it, or has its reason, and a second run sends nothing', async () => {
  const dir = join(root, 'folder');
  const { marks, reasons } = await writeFolder(dir);
  const alice = clientOf('alice');
  const tallies: Tally[] = [];
  const upload = async () => {
    const { signal } = new AbortController();
    const ledger = await Ledger.open(join(root, 'ledger.jsonl'));
    const onProgress = (tally: Tally) => void tallies.push(tally);
    return summaryOf(await uploadFolder(alice, dir, { acl, ledger, signal, atOnce: 8, onProgress }));
  };

  const first = await upload();
  const found = new Map(first.documents.map((one) => [one.path, one]));
  expect(found.size).toBe(count);
  const failed = [...found.values()].flatMap(({ path, failure }) => (failure ? [[path, failure.code]] : []));
  expect(failed.toSorted()).toEqual([...reasons].toSorted());
  for (const { failure } of found.values())
    expect(failure?.message ?? 'It would have been found.').toMatch(/^[A-Z].{15,}\.$/);
  expect(first).toMatchObject({ total: count, ready: marks.size, failed: reasons.size, missing: [] });

  expect(doneOf(tallies.at(-1) as Tally)).toBe(count);
  for (const [at, { total, uploaded, ready, failed: so }] of tallies.entries()) {
    const { uploaded: sent, ready: known, failed: without } = tallies[at - 1] ?? { uploaded: 0, ready: 0, failed: 0 };
    expect([total, uploaded >= sent, ready >= known, so >= without]).toEqual([count, true, true, true]);
    expect(ready).toBeLessThanOrEqual(uploaded);
  }

  const [bob, carol] = [clientOf('bob'), clientOf('carol')];
  await inParallel([...marks].entries(), 8, async ([at, [path, query]]) => {
    const idsFor = async (client: RagClient) => {
      const { results } = await client.search({ query, mode: 'keyword', rerank: false, expand: false, size: 3 });
      return results.map(({ documentId }) => documentId);
    };
    expect([path, (await idsFor(alice))[0]]).toEqual([path, found.get(path)?.documentId]);
    expect([path, await idsFor(carol)]).toEqual([path, []]);
    // Of the same organisation, in another group.
    if (at % 10 === 0) expect([path, await idsFor(bob)]).toEqual([path, []]);
  });

  tallies.splice(0);
  const second = await upload();
  expect(second).toMatchObject({ uploaded: 0, permissionsChanged: 0, unchanged: marks.size, failed: reasons.size });
  expect(second.documents.map(({ sent: _, ...one }) => one)).toEqual(first.documents.map(({ sent: _, ...one }) => one));
  expect(tallies.at(-1)).toMatchObject({ uploaded: 0, ready: marks.size, failed: reasons.size });
}, 400_000);
