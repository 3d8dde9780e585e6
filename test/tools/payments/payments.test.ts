import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { decisionRequest } from '../../../lambdas/fraud/domain/api/decisions';
import { feedbackRequest } from '../../../lambdas/fraud/domain/api/feedback';
import { cardNumberPath } from '../../../lambdas/fraud/domain/card-number';
import { type ReplayOptions, replay } from '../../../tools/payments/replay';
import { describe as described, lineOf, nextStep } from '../../../tools/payments/report';
import { ScoreCard } from '../../../tools/payments/score-card';
import { type SimulatedPayment, traffic } from '../../../tools/payments/traffic';
import { RequestError } from '../../../web/client/chat-error';
import { FraudClient } from '../../../web/client/fraud-client';
import { percentiles } from '../../../web/client/percentiles';

const FROM = 1_700_000_000_000;

function take(count: number, seed = 1, rate = 5): SimulatedPayment[] {
  const taken: SimulatedPayment[] = [];
  for (const payment of traffic({ seed, rate })) {
    if (taken.push(payment) === count) break;
  }
  return taken;
}

describe('traffic', () => {
  it('is what the API takes, without the number of a card, in the order of its time', () => {
    const payments = take(3_000);
    for (const { payment, index } of payments) {
      const request = { ...payment, occurredAt: new Date(FROM).toISOString() };
      expect(decisionRequest.safeParse(request).success && cardNumberPath(request) === undefined).toBe(true);
      expect(index).toBeGreaterThanOrEqual(0);
    }
    const times = payments.map(({ seconds }) => seconds);
    expect(times).toEqual(times.toSorted((one, another) => one - another));
    expect(payments.map(({ index }) => index)).toEqual([...payments.keys()]);
  });

  it('is the same for the same seed, and another one for another', () => {
    expect(take(200)).toEqual(take(200));
    expect(take(200, 2).map(({ payment }) => payment.amount)).not.toEqual(
      take(200).map(({ payment }) => payment.amount),
    );
  });

  it('has all kinds of frauds in it, few of them, and a device of few cards unless it is a thief’s', () => {
    const payments = take(3_000);
    const byScenario = Map.groupBy(payments, ({ scenario }) => scenario);
    expect([...byScenario.keys()].toSorted()).toEqual([0, 1, 2, 3]);
    const frauds = payments.length - (byScenario.get(0)?.length ?? 0);
    expect(frauds / payments.length).toBeGreaterThan(0.01);
    expect(frauds / payments.length).toBeLessThan(0.08);
    const genuine = Map.groupBy(byScenario.get(0) ?? [], ({ payment }) => payment.device);
    for (const all of genuine.values()) expect(new Set(all.map(({ payment }) => payment.card)).size).toBeLessThan(6);
  });
});

describe('the score card', () => {
  it('counts against the truth, and says how long it took', () => {
    const card = new ScoreCard();
    const answer = (decision: 'approve' | 'decline', total: number) => ({
      decision: {
        decision,
        decisionId: 'd',
        reasons: [],
        degraded: [],
        rules: { version: 0, matched: [], shadow: [] },
      },
      ...{ timings: { total }, replayed: false },
    });
    card.add(answer('decline', 1), 2, 10);
    card.add(answer('decline', 2), 0, 20);
    card.add(answer('approve', 3), 3, 30);
    card.add(answer('approve', 4), 0, 40);
    expect(card.summary()).toMatchObject({
      ...{ decided: 4, precision: 0.5, recall: 0.5, decisions: { approve: 2, review: 0, decline: 2 } },
      latencyMs: { caller: { p50: 20, p99: 40 }, server: { p50: 2, p99: 4 } },
    });
    expect(lineOf(card)).toContain('4 decided: 2 approved, 0 to review, 2 declined');
    expect(described(card.summary())).toMatch(/compromised terminal +1 +1/);
    expect(percentiles([])).toBeUndefined();
  });
});

test.each([
  [401, 'Set FRAUD_API_KEY to one with the scope fraud'],
  [0, 'Is the laptop running'],
  [500, 'as the service says it'],
])('what ended a run with %d says what to do', (status, words) =>
  expect(nextStep(new RequestError('code', 'as the service says it', undefined, status), 'http://here')).toContain(
    words,
  ),
);

describe('a replay', () => {
  interface Asked {
    readonly path: string;
    readonly key: string | undefined;
    readonly body: Record<string, unknown>;
  }
  let server: Server;
  let asked: Asked[];
  /** Answers that are given instead, in order. */
  let refusals: readonly [status: number, code: string][];

  beforeEach(async () => {
    asked = [];
    refusals = [];
    server = createServer(async (request, response) => {
      const body = JSON.parse(await text(request));
      const key = request.headers['idempotency-key'] as string | undefined;
      asked.push({ path: request.url ?? '', key, body });
      const [refusal, ...rest] = refusals;
      refusals = rest;
      if (refusal) {
        response.writeHead(refusal[0], { 'retry-after': '0' }).end(JSON.stringify({ code: refusal[1], detail: 'no' }));
        return;
      }
      const known = asked.filter((one) => one.key === key).length > 1;
      response.setHeader('server-timing', 'total;dur=4.5');
      response.setHeader('idempotent-replayed', String(known));
      response.end(
        JSON.stringify({ decisionId: `d_${String(key).padStart(22, '0').slice(-22)}`, decision: 'approve' }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function options(more: Partial<ReplayOptions> = {}): ReplayOptions {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      client: new FraudClient({ baseUrl, token: async () => 'key' }),
      ...{ seed: 1, rate: 50, count: 20, from: FROM, feedbackAfter: 0, card: new ScoreCard() },
      signal: new AbortController().signal,
      ...more,
    };
  }

  it('asks once for each payment, and tells of each what it turned out to be', async () => {
    const run = options();
    await replay(run);
    const decisions = asked.filter(({ path }) => path === '/v1/decisions');
    const labels = asked.filter(({ path }) => path === '/v1/feedback');
    expect(new Set(decisions.map(({ key }) => key)).size).toBe(20);
    for (const { body } of decisions) expect(decisionRequest.safeParse(body).success).toBe(true);
    for (const { body } of labels)
      expect(feedbackRequest.safeParse({ ...body, decisionId: `d_${'0'.repeat(22)}` }).success).toBe(true);
    expect(run.card.summary()).toMatchObject({ decided: 20, labels: 20, replayed: 0, failed: {} });
  });

  it('that is repeated sends the same bytes with the same keys', async () => {
    await replay(options());
    const first = asked.filter(({ path }) => path === '/v1/decisions');
    const again = options();
    asked = [...first];
    await replay(again);
    const second = asked.slice(first.length).filter(({ path }) => path === '/v1/decisions');
    const byKey = (all: readonly Asked[]) => Object.fromEntries(all.map(({ key, body }) => [key, body]));
    expect(byKey(second)).toEqual(byKey(first));
    expect(again.card.replayed).toBe(20);
  });

  it('waits where the service is busy, and sends the payment again with its key', async () => {
    refusals = [
      [429, 'rate_limited'],
      [503, 'contended'],
    ];
    const run = options({ count: 1 });
    await replay(run);
    const decisions = asked.filter(({ path }) => path === '/v1/decisions');
    expect([decisions.length, new Set(decisions.map(({ key }) => key)).size]).toEqual([3, 1]);
    expect(run.card.summary()).toMatchObject({ decided: 1, failed: {} });
  });

  it('ends where the credential is refused, and counts what is refused otherwise', async () => {
    refusals = [[403, 'forbidden']];
    await expect(replay(options({ rate: 50 }))).rejects.toMatchObject({ code: 'forbidden' });
    const run = options({ rate: 50, count: 3 });
    refusals = [];
    const decide = run.client.decide.bind(run.client);
    let calls = 0;
    const client = {
      feedback: run.client.feedback.bind(run.client),
      decide: (...args: Parameters<typeof decide>) => {
        calls += 1;
        if (calls === 3) refusals = [[400, 'clock_off']];
        return decide(...args);
      },
    };
    await replay({ ...run, client });
    expect(run.card.summary()).toMatchObject({ decided: 2, failed: { clock_off: 1 } });
  });
});
