import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Laptop, startLocal } from '../../tools/local/runtime';
import { synthesize } from '../../tools/local/synthesize';
import { cdkContext } from '../support/cdk-context';

const model = 'qwen3-8b';
const selfHosted = {
  model,
  tiers: ['free', 'paid'],
  files: { 'config.json': '1'.repeat(64) },
  prefix: 'qwen3-8b',
  buckets: { 'us-east-1': 'models-of-acme' },
  instanceType: 'ml.g5.xlarge',
  copies: { min: 0, max: 2, concurrentRequests: 8 },
  contextTokens: 8192,
  maxOutputTokens: 2048,
  prices: { inputPerMTok: 0.1, outputPerMTok: 0.3, cachedPerMTok: 0.02 },
  monthlyBudgetUsd: 800,
  latencyAlarmMs: 20_000,
};

describe('a stage with a model of its own', () => {
  let directory: string;
  let laptop: Laptop;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'self-hosted-'));
    const { dev } = cdkContext().stages;
    const stages = { ...cdkContext().stages, dev: { ...dev, designs: { chat: { selfHosted } } } };
    const outDir = join(directory, 'cdk.out');
    await synthesize({ root: join(__dirname, '../..'), outDir, context: { stage: 'dev', stages } });
    laptop = await startLocal({ assemblyDir: outDir });
  }, 180_000);
  afterAll(async () => {
    await laptop?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  /** What the OpenAI interface answers to one question. */
  async function ask(content: string, stream = false): Promise<string> {
    const base = Object.values(laptop.outputs).flatMap(({ ChatApiUrl }) => ChatApiUrl ?? [])[0];
    const [key] = Object.values(laptop.credentials.apiKeys);
    const response = await fetch(`${base}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, stream, messages: [{ role: 'user', content }] }),
    });
    expect(response.status).toBe(200);
    return response.text();
  }

  test('answers with it, whole and streamed, by permissions that are all used', async () => {
    expect(await ask('Hello')).toContain("I am the laptop's stand-in for dev-chat.");
    expect(await ask('count to 20', true)).toContain('"content":"20');
    const unused = laptop.core.iam.unused().filter(({ function: name }) => name.includes('Complete'));
    expect(unused.filter(({ action }) => action.startsWith('sagemaker:'))).toEqual([]);
    expect(laptop.core.iam.denials()).toEqual([]);
  }, 60_000);

  test("is backed up by Bedrock's models while it has no copy", async () => {
    expect(await ask('please [[cold]]')).toContain("I am the laptop's stand-in for us.amazon.nova-lite-v1:0.");
  }, 60_000);
});
