import { createHash } from 'node:crypto';
import type { DocumentKey } from '../../../lambdas/rag/domain/original-key';
import { documentKeyOf } from '../../../lambdas/rag/org-hash';
import { sendBack, takeDeadLetters } from '../../../tools/documents/dead-letters';
import { type IngestBench, startIngestBench } from './support/ingest-bench';
import { type Death, deathsOf } from './support/mortal';
import { scannedPdf } from './support/pdf-files';

/**
 * The worker's own adapters over the laptop's engines. For each kind of work, its environment ends after every single call that it
 * makes to a service, and in the middle of every bulk request; the message is delivered again, and what is left has to be the same.
 */
let bench: IngestBench;
beforeAll(async () => {
  bench = await startIngestBench();
  bench.local.engines.textract.teach(sha256(await scan), [[line]]);
}, 60_000);
afterEach(() => void bench.failures.splice(0));
afterAll(() => bench.stop());

/** For a machine that has other things to do: a test takes seconds. */
const longestMs = 120_000;

const org = 'acme';
const owner = 'alice';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const line = 'The ferry leaves at a quarter past six.';
const scan = scannedPdf(1);
const acl = (group: string) => ({ users: [owner], groups: [group], everyone: false, classification: 0 });
const actor = { userId: owner, org, tier: 'paid', credential: 'jwt' } as const;

/** A text of so many chunks, each of whose paragraphs has the mark. */
const text = (mark: string, chunks: number) =>
  Buffer.from(
    Array.from(
      { length: chunks },
      (_, at) => `Paragraph ${at} of ${mark}. ${`On ${mark} and so on. `.repeat(66)}`,
    ).join('\n\n'),
  );

interface Outcome {
  readonly status: 'ready' | 'failed' | 'deleted';
  /** What every chunk says. */
  readonly mark?: string;
  readonly chunks: number;
  readonly group?: string;
  readonly uploads: number;
  readonly failure?: string;
  /** Cached answers that rest on it. */
  readonly answers?: number;
}

interface Scenario {
  readonly name: string;
  /** What has happened before, and been worked off. */
  readonly before?: (document: Document) => Promise<void>;
  /** What brings about the work in which the environment ends. */
  readonly act: (document: Document) => Promise<void>;
  readonly outcome: Outcome;
}

/** One document and who owns it. */
class Document {
  readonly key: DocumentKey;
  private uploads = 0;

  constructor(readonly documentId: string) {
    this.key = documentKeyOf(org, documentId);
  }

  async upload(bytes: Uint8Array, contentType: 'text/plain' | 'application/pdf' = 'text/plain'): Promise<void> {
    this.uploads += 1;
    const uploadId = `u${this.uploads}`;
    const upload = { uploadId, title: 'A title', contentType, size: bytes.length, modifiedAt: 0, actor };
    const made = { documentId: this.documentId, org, owner, source: 'upload', acl: acl('staff') };
    if (this.uploads === 1) await bench.store.create(made, upload);
    else await bench.store.addUpload(org, this.documentId, owner, upload);
    await bench.arrive(this.key, uploadId, bytes);
  }

  async allow(group: string): Promise<void> {
    await bench.store.setAcl(org, this.documentId, owner, acl(group));
    await bench.send({ kind: 'permissions', ...this.key });
  }

  async delete(): Promise<void> {
    await bench.store.beginDeletion(org, this.documentId, owner, actor);
    await bench.send({ kind: 'delete', ...this.key });
  }
}

const first = (document: Document) => document.upload(text('azure', 3));
const scenarios: readonly Scenario[] = [
  { name: 'a first version', act: first, outcome: { status: 'ready', mark: 'azure', chunks: 3, uploads: 1 } },
  {
    name: 'pages that are pictures',
    act: async (document) => document.upload(await scan, 'application/pdf'),
    outcome: { status: 'ready', mark: 'ferry', chunks: 1, uploads: 1 },
  },
  {
    name: 'a new version that is shorter',
    before: first,
    act: (document) => document.upload(text('coral', 2)),
    outcome: { status: 'ready', mark: 'coral', chunks: 2, uploads: 1 },
  },
  {
    name: 'a new version that says the same',
    before: first,
    act: first,
    outcome: { status: 'ready', mark: 'azure', chunks: 3, uploads: 1 },
  },
  {
    name: 'a first version that cannot be read',
    act: (document) => document.upload(Buffer.from(' \n ')),
    outcome: { status: 'failed', failure: 'no_text', chunks: 0, uploads: 1 },
  },
  {
    name: 'a new version that cannot be read',
    before: first,
    act: (document) => document.upload(Buffer.from(' \n ')),
    outcome: { status: 'failed', failure: 'no_text', mark: 'azure', chunks: 3, uploads: 2 },
  },
  {
    name: 'other permissions',
    before: first,
    act: (document) => document.allow('board'),
    outcome: { status: 'ready', mark: 'azure', chunks: 3, group: 'board', uploads: 1 },
  },
  {
    name: 'a deletion',
    before: first,
    act: (document) => document.delete(),
    outcome: { status: 'deleted', chunks: 0, uploads: 0 },
  },
  {
    name: 'a deletion of what is still to be read',
    before: first,
    act: async (document) => {
      await document.upload(text('coral', 2));
      await document.delete();
    },
    outcome: { status: 'deleted', chunks: 0, uploads: 0 },
  },
];

let documents = 0;

/** @returns the calls that the work took */
async function play(scenario: Scenario, death?: Death) {
  documents += 1;
  const document = new Document(`d${documents}`);
  if (scenario.before) {
    await scenario.before(document);
    await bench.workOff();
  }
  const { documentId } = document;
  await bench.cacheAnswer(`of-${documentId}`, org, [documentId, 'another']);
  await scenario.act(document);
  const calls = await bench.workOff(death);
  await expectWhole(document, scenario.outcome);
  return { calls, document };
}

async function expectWhole({ key, documentId }: Document, outcome: Outcome): Promise<void> {
  const { status, mark = '', group = 'staff', failure, answers = status === 'deleted' ? 0 : 1 } = outcome;
  const head = await bench.records.findHead(key);
  const uploads = await bench.records.uploads(key);
  const chunks = await bench.chunksOf(documentId);
  if (!head) throw new Error('There is no record of it');
  expect([head.status, head.failure?.code]).toEqual([status, failure]);
  expect(chunks.map(({ version, ordinal }) => [version, ordinal])).toEqual(
    Array.from({ length: outcome.chunks }, (_, ordinal) => [head.liveVersion, ordinal]),
  );
  expect(head.chunks).toBe(outcome.chunks);
  for (const chunk of chunks) {
    expect(chunk.text).toContain(mark);
    expect(chunk.acl.groups).toEqual([group]);
  }
  expect((await bench.originalsOf(key)).toSorted()).toEqual(uploads.map(({ uploadId }) => uploadId).toSorted());
  expect(uploads).toHaveLength(outcome.uploads);
  expect(await bench.answersNaming(documentId)).toBe(answers);
  const told = bench.audited.filter(({ details }) => details.documentId === documentId).map(({ action }) => action);
  expect(told).toContain(status === 'deleted' ? 'document.erased' : 'document.ingested');
}

/** A document whose message is on its last receive, which ends its ingestion; and again, when the dead letter is sent back. */
async function giveUp(death?: Death) {
  documents += 1;
  const document = new Document(`d${documents}`);
  await first(document);
  await bench.wearOut();
  const calls = await bench.workOff(death);
  if (!death) expect(await bench.records.findHead(document.key)).toMatchObject({ failure: { code: 'internal' } });
  const letters = await takeDeadLetters(bench.sqs, bench, 0);
  expect(letters).toMatchObject([{ work: { kind: 'uploaded', ...document.key } }]);
  for (const letter of letters) await sendBack(bench.sqs, bench, letter);
  await bench.workOff();
  await expectWhole(document, { status: 'ready', mark: 'azure', chunks: 3, uploads: 1, answers: 0 });
  return calls;
}

test(
  'wherever the last attempt ends, there is a dead letter, and sent back it is read',
  async () => {
    const calls = await giveUp();
    for (const death of deathsOf(calls)) await giveUp(death);
    expect(calls.length).toBeGreaterThan(5);
  },
  longestMs,
);

test.each(scenarios)(
  '$name: wherever the worker ends, the next one leaves the same',
  async (scenario) => {
    const { calls } = await play(scenario);
    expect(bench.failures).toEqual([]);
    const deaths = deathsOf(calls);
    expect(deaths.length).toBeGreaterThanOrEqual(calls.length);
    for (const death of deaths) {
      await play(scenario, death).catch((error: Error) => {
        const at = calls.slice(0, death.after + 1).map(({ name }) => name);
        throw new Error(`${JSON.stringify(death)} of ${calls.length} calls, ${at.join(' ')}: ${error.message}`);
      });
    }
  },
  longestMs,
);
