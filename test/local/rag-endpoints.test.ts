import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../tools/documents/ledger';
import { summaryOf } from '../../tools/documents/report';
import { uploadFolder } from '../../tools/documents/upload';
import { type Laptop, startLocal } from '../../tools/local/runtime';
import { synthesize } from '../../tools/local/synthesize';
import { outputOf } from '../../tools/operator/outputs';
import { RagClient } from '../../web/client/rag-client';
import { cdkContext } from '../support/cdk-context';
import { oneAtATime } from './laptop-of-file';

const endpoint = {
  image: '683313688378.dkr.ecr.us-east-1.amazonaws.com/tei:2.0.1-tei1.8.2-gpu-py310-cu122-ubuntu22.04',
  files: { 'config.json': '1'.repeat(64) },
  prefix: 'open/model',
  bucket: 'models-of-acme',
  instanceType: 'ml.g5.xlarge',
  copies: { min: 1, max: 2, concurrentRequests: 16 },
  monthlyBudgetUsd: 900,
  latencyAlarmMs: 1_000,
};
const rag = {
  embedding: { model: 'endpoint/bge-m3', dimensions: 512 },
  rerank: 'endpoint/bge-reranker',
  endpoints: { 'bge-m3': endpoint, 'bge-reranker': endpoint },
};

describe('a stage whose documents are embedded and put in order by models of its own', () => {
  let directory: string;
  let laptop: Laptop;
  oneAtATime();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rag-endpoints-'));
    const { dev } = cdkContext().stages;
    const stages = { ...cdkContext().stages, dev: { ...dev, designs: { rag } } };
    const outDir = join(directory, 'cdk.out');
    await synthesize({ root: join(__dirname, '../..'), outDir, context: { stage: 'dev', stages, designs: 'rag' } });
    laptop = await startLocal({ assemblyDir: outDir });
  }, 180_000);
  afterAll(async () => {
    await laptop?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  test('finds by them what was uploaded, by permissions that are all used', async () => {
    const documents = join(directory, 'documents');
    await mkdir(documents);
    await writeFile(join(documents, 'canteen.txt'), 'Soup is served on Mondays, and bread on every day.');
    await writeFile(join(documents, 'travel.txt'), 'Hotels cost up to 150 euros a night.');
    const token = laptop.credentials.users.alice?.token ?? '';
    const client = new RagClient({
      baseUrl: outputOf(laptop.outputs, 'RagApiUrl'),
      token: () => Promise.resolve(token),
    });
    const { signal } = new AbortController();
    const acl = { users: [], groups: [], everyone: true, classification: 0 };
    const ledger = await Ledger.open(join(directory, 'ledger.jsonl'));
    const sent = await uploadFolder(client, documents, { acl, ledger, signal, atOnce: 2, onProgress: () => {} });
    expect(summaryOf(sent)).toMatchObject({ total: 2, ready: 2, failed: 0 });

    const found = await client.search({ query: 'What does a hotel cost a night?', mode: 'hybrid', size: 2 });
    expect(found).toMatchObject({ embedding: rag.embedding, rerankModel: rag.rerank, degraded: [] });
    expect(found.results[0]).toMatchObject({
      title: 'travel',
      why: { vector: expect.anything(), reranked: { rank: 1 } },
    });

    expect(laptop.core.iam.denials()).toEqual([]);
    const unused = laptop.core.iam.unused().filter(({ action }) => action.startsWith('sagemaker:'));
    // Nobody asked these two anything.
    expect([...new Set(unused.map(({ function: name }) => name))].toSorted()).toEqual([
      expect.stringMatching(/Answer/),
      expect.stringMatching(/SearchTool/),
    ]);
  }, 120_000);
});
