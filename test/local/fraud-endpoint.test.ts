import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { champion } from '../../lambdas/fraud/champion';
import type { DecisionResponse } from '../../lambdas/fraud/domain/api/decisions';
import { featureNames } from '../../lambdas/fraud/domain/features/features-of';
import { createScorer } from '../../lambdas/fraud/domain/model/scorer';
import type { PlannedFailure } from '../../tools/local/engines/sagemaker/failures';
import { type Laptop, startLocal } from '../../tools/local/runtime';
import { synthesize } from '../../tools/local/synthesize';
import { outputOf } from '../../tools/operator/outputs';
import { cdkContext } from '../support/cdk-context';
import { oneAtATime } from './laptop-of-file';

const endpoint = {
  instanceType: 'ml.c5.large',
  instances: { min: 1, max: 2, concurrentRequests: 8 },
  monthlyBudgetUsd: 100,
  latencyAlarmMs: 20,
};
/** Wide, so that a busy machine makes nothing late that answers. */
const budget = { total: 20_000, store: 10_000, endpoint: 3_000 };
const fraud = { budget, model: { host: 'endpoint', endpoint } };

describe('a stage whose model is on an endpoint', () => {
  let directory: string;
  let laptop: Laptop;
  oneAtATime();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fraud-endpoint-'));
    const { dev } = cdkContext().stages;
    const stages = { ...cdkContext().stages, dev: { ...dev, designs: { fraud } } };
    const outDir = join(directory, 'cdk.out');
    await synthesize({ root: join(__dirname, '../..'), outDir, context: { stage: 'dev', stages, designs: 'fraud' } });
    laptop = await startLocal({ assemblyDir: outDir });
  }, 240_000);
  afterAll(async () => {
    await laptop?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  async function request<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${outputOf(laptop.outputs, 'FraudApiUrl')}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${laptop.credentials.users.dave?.token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect([response.status, text]).toEqual([200, expect.anything()]);
    return JSON.parse(text) as T;
  }
  const decide = () => {
    const [id, occurredAt] = [randomUUID(), new Date().toISOString()];
    const payment = {
      amount: 2_000,
      currency: 'EUR',
      occurredAt,
      account: `a${id}`,
      card: `c${id}`,
      merchant: `m${id}`,
    };
    return request<DecisionResponse>('POST', '/v1/decisions', payment);
  };

  /** In a fresh function, whose circuit is closed. */
  async function failing(failure: PlannedFailure): Promise<void> {
    await laptop.core.functions.recycle();
    laptop.core.engines.sagemaker.recover();
    laptop.core.engines.sagemaker.failNext({ ...failure, times: Number.POSITIVE_INFINITY });
  }

  test('scores there, as it would in the function', async () => {
    const { decisionId, score, model, degraded } = await decide();
    expect({ model, degraded }).toEqual({ model: { version: champion().version, ran: 'endpoint' }, degraded: [] });
    const { features } = await request<{ features: Record<string, number | null> }>(
      'GET',
      `/v1/decisions/${decisionId}`,
    );
    const row = Float32Array.from(featureNames, (name) => features[name] ?? Number.NaN);
    const { probability } = createScorer(champion(), featureNames)(row);
    expect(score).toBe(Math.round(probability * 1e6) / 1e6);
  }, 60_000);

  test.each<[string, PlannedFailure]>([
    ['silent', { code: 'silence' }],
    ['failing', { code: 'ModelError', status: 500 }],
    ['throttled', { code: 'ThrottlingException' }],
    ['gone', { code: 'ValidationError', message: 'Endpoint dev-fraud of account 000000000000 not found.' }],
  ])(
    'decides on every payment while it is %s, and says that it did without',
    async (_, failure) => {
      await failing(failure);
      for (let payment = 0; payment < 5; payment += 1) {
        const { decision, score, model, degraded } = await decide();
        expect({ decision, degraded, ran: model?.ran }).toEqual({
          ...{ decision: 'approve', degraded: ['endpoint'], ran: 'in-process' },
        });
        expect(score).toEqual(expect.any(Number));
      }
    },
    120_000,
  );

  test('asks it again when it is back', async () => {
    laptop.core.engines.sagemaker.recover();
    let ran: string | undefined;
    while (ran !== 'endpoint') {
      const answer = await decide();
      ran = answer.model?.ran;
      expect(answer.degraded).toEqual(ran === 'endpoint' ? [] : ['endpoint']);
      if (ran !== 'endpoint') await delay(200);
    }
    expect((await decide()).model?.ran).toBe('endpoint');
    expect(laptop.core.iam.denials()).toEqual([]);
    const unused = laptop.core.iam.unused().filter(({ action }) => action.startsWith('sagemaker:'));
    expect(unused).toEqual([]);
  }, 120_000);
});
