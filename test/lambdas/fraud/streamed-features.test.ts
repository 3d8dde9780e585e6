import { createDeciding, type DecidingDeps, type Question } from '../../../lambdas/fraud/deciding';
import { remake } from '../../../lambdas/fraud/domain/decision/remake';
import { stopwatch } from '../../../lambdas/fraud/domain/decision/timings';
import { featureNames } from '../../../lambdas/fraud/domain/features/features-of';
import { createScorer } from '../../../lambdas/fraud/domain/model/scorer';
import type { Payment } from '../../../lambdas/fraud/domain/payment';
import { compileRules } from '../../../lambdas/fraud/domain/rules/evaluate';
import { createExpressions, type Facts, streamNamesIn } from '../../../lambdas/fraud/domain/rules/expression';
import { createAskStream } from '../../../lambdas/fraud/streamed-features';
import { circuitsInMemory, createCircuitBreaker, OPEN_MS } from '../../../lambdas/shared/domain/circuit-breaker';
import { decidingOf } from './support/deciding';
import { MemoryStore } from './support/memory-store';
import { smallModel } from './support/model';

const NOW = 1_700_000_000_000;
const payment: Payment = {
  ...{ paymentId: 'd1', amount: 1_000, currency: 'EUR', occurredAt: NOW, account: 'a1', card: 'c1', merchant: 'm1' },
};
const settings = {
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:read-features',
  deadlineMs: 30,
  entities: { account: 'user', device: 'session' },
  names: ['user_views_1h', 'user_sessions_1d'],
};
const late = () => AbortSignal.abort(new DOMException('too late', 'TimeoutError'));
const inTime = () => new AbortController().signal;

function asking(answer: () => Promise<unknown>, limit: (ms: number) => AbortSignal = inTime) {
  const [asked, errors, clock]: [unknown[], unknown[], { now: number }] = [[], [], { now: 0 }];
  const ask = createAskStream({
    ...{ settings, limit },
    invoke(...[functionArn, event]) {
      asked.push([functionArn, event]);
      return answer();
    },
    breaker: createCircuitBreaker(circuitsInMemory(), () => clock.now),
    onError: (error) => errors.push(error),
  });
  return { asked, errors, clock, ask };
}

const known = { features: { user_views_1h: 7, user_sessions_1d: 2, user_purchases_1d: 1 } };

describe('what streaming knows', () => {
  it('is asked for by the entities that the payment has, and kept as far as rules may name it', async () => {
    const { ask, asked } = asking(async () => known);
    expect(await ask('acme', payment)).toEqual({
      features: { user_views_1h: 7, user_sessions_1d: 2 },
      isMissing: false,
    });
    await ask('acme', { ...payment, device: 'd9' });
    const [user, session] = [
      { kind: 'user', id: 'a1' },
      { kind: 'session', id: 'd9' },
    ];
    expect(asked).toEqual([
      [settings.functionArn, { org: 'acme', entities: [user] }],
      [settings.functionArn, { org: 'acme', entities: [user, session] }],
    ]);
  });

  it.each<[string, () => Promise<unknown>, (() => AbortSignal) | undefined, number]>([
    ['is late', () => new Promise(() => undefined), late, 0],
    ['fails', () => Promise.reject(new Error('away')), undefined, 1],
    ['answers something else', async () => ({ errorMessage: 'x' }), undefined, 1],
  ])('is missing where it %s, and nothing else fails', async (_, answer, limit, errors) => {
    const made = asking(answer, limit);
    expect(await made.ask('acme', payment)).toEqual({ isMissing: true });
    expect(made.errors).toHaveLength(errors);
  });

  it('is not waited for by each payment while it is away, and asked for again later', async () => {
    let answer: () => Promise<unknown> = () => Promise.reject(new Error('away'));
    const { ask, asked, clock } = asking(() => answer());
    for (let times = 0; times < 5; times += 1) expect((await ask('acme', payment)).isMissing).toBe(true);
    expect(asked).toHaveLength(3);
    answer = async () => known;
    clock.now += OPEN_MS;
    expect((await ask('acme', payment)).isMissing).toBe(false);
  });
});

describe('rules', () => {
  const compile = createExpressions(featureNames, settings.names);
  const facts = (stream?: Facts['stream']): Facts => ({
    payment: { amount: 1_000, currency: 'EUR', country: 'DE', merchant: 'm1', hour: 3 },
    lists: { card: '', account: '', device: '', ip: '', merchant: '' },
    ...{ features: {}, score: 0.1, ...(stream && { stream }) },
  });

  it.each<[string, Facts['stream'], boolean]>([
    ['stream.user_views_1h >= 5', { user_views_1h: 7 }, true],
    ['stream.user_views_1h / 2 < 3', { user_views_1h: 7 }, false],
    ['stream.user_views_1h > 0 || stream.user_views_1h <= 0', { user_sessions_1d: 1 }, false],
    ['stream.user_views_1h > 0 || stream.user_views_1h <= 0', undefined, false],
  ])('%s of %j is %s', (text, stream, expected) => {
    expect(compile(text)(facts(stream))).toBe(expected);
  });

  it('may name what the stage says, and nothing else', () => {
    expect(() => compile('stream.user_purchases_1d > 1')).toThrow('user_purchases_1d');
    expect(() => createExpressions(featureNames)('stream.user_views_1h > 1')).toThrow('user_views_1h');
    expect(streamNamesIn('stream.a > 1 && features.b > stream.c')).toEqual(['a', 'c']);
  });

  const rules = compileRules(
    {
      version: 3,
      rules: [
        {
          ...{ id: 'no-visit', reason: 'Nobody looked at anything before', outcome: 'decline', mode: 'live' },
          when: 'stream.user_views_1h < 1',
        },
      ],
    },
    compile,
  );
  async function decided(stream: DecidingDeps['stream']) {
    const store = new MemoryStore();
    const deciding = createDeciding(decidingOf(store, { rules: async () => rules, ...(stream && { stream }) }));
    const { amount, currency, account, card, merchant } = payment;
    const request = { amount, currency, account, card, merchant, occurredAt: new Date(NOW).toISOString() };
    const principal = { org: 'acme', userId: 'u', tier: 'paid', credential: 'api-key' } as Question['principal'];
    const question = { principal, decisionId: 'd1', requestHash: 'h', request, amount };
    const answer = await deciding(
      question,
      stopwatch(() => 0),
    );
    if (answer.kind !== 'decided') throw new Error(answer.kind);
    return answer.record;
  }

  it('decide by it, and the decision can be made again from its record alone', async () => {
    const record = await decided(async () => ({ features: { user_views_1h: 0 }, isMissing: false }));
    expect(record.response).toMatchObject({ decision: 'decline', degraded: [], rules: { matched: ['no-visit'] } });
    expect(record.payment.stream).toEqual({ user_views_1h: 0 });
    const score = createScorer(smallModel, featureNames);
    const again = { ...record, payment: { ...record.payment } };
    expect(remake(again, { rules, score })).toEqual([]);
    const forgotten = { ...again, payment: { ...again.payment, stream: { user_views_1h: 9 } } };
    expect(remake(forgotten, { rules, score })).not.toEqual([]);
  });

  it('do without where it is missing, and the decision says so', async () => {
    const record = await decided(async () => ({ isMissing: true }));
    expect(record.response).toMatchObject({ decision: 'approve', degraded: ['stream'], rules: { matched: [] } });
    expect(record.payment).not.toHaveProperty('stream');
    expect((await decided(undefined)).response.degraded).toEqual([]);
  });
});
