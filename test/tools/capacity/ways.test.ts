import type { AssemblyStack } from '../../../tools/assembly';
import { latencyChart } from '../../../tools/capacity/chart';
import { type Deployment, deploymentsOf } from '../../../tools/capacity/deployment';
import { chat } from '../../../tools/capacity/designs/chat';
import { fraud } from '../../../tools/capacity/designs/fraud';
import { type ServiceTime, serviceTimes } from '../../../tools/capacity/ways/service-times';
import { simulateWay, type WayResult } from '../../../tools/capacity/ways/simulate';
import type { Way } from '../../../tools/capacity/ways/way';
import { assemblyOf, chatStack, fraudStack, lambda, stackOf } from './support';

const options = { seed: 11, replications: 4, requests: 2000 };

function deployed(...stacks: readonly AssemblyStack[]): Deployment {
  const [first] = deploymentsOf(assemblyOf(...stacks));
  if (!first) throw new Error('no design is in these stacks');
  return first;
}

const [decision] = fraud.ways as readonly [Way];
const [message, completion] = chat.ways as readonly [Way, Way];
const p99 = ({ times }: WayResult, mark = 'done') => times.find((each) => each.mark === mark)?.p99.value ?? Number.NaN;

/** Takes the same time always. */
const fixed = (ms: number): ServiceTime => ({
  ...{ what: `${ms} ms`, median: ms, p99: ms, basis: 'assumption', source: 'a test' },
});

describe('the way of a payment', () => {
  it('is the same for the same seed, and another for another', () => {
    const once = simulateWay(decision, deployed(fraudStack()), 500, options);
    expect(simulateWay(decision, deployed(fraudStack()), 500, options)).toEqual(once);
    expect(simulateWay(decision, deployed(fraudStack()), 500, { ...options, seed: 12 })).not.toEqual(once);
  });

  it('takes what its parts take while nothing is short', () => {
    const { times, lost, verdicts } = simulateWay(decision, deployed(fraudStack()), 500, options);
    const { gateway, storeBatch, decision: compute, storeTransaction } = serviceTimes;
    const medians = [gateway, storeBatch, compute, storeTransaction].reduce((sum, { median }) => sum + median, 0);
    expect(times[0]?.p50.value).toBeGreaterThan(medians * 0.9);
    expect(times[0]?.p50.value).toBeLessThan(medians * 1.3);
    expect(lost.value).toBe(0);
    expect(verdicts).toMatchObject([{ share: 0.99, ms: 100, met: 'yes' }]);
  });

  it('is turned away by the throttle of the API when more comes for longer', () => {
    const tight = deployed(fraudStack({ perSecond: 100 }));
    const { lost } = simulateWay(decision, tight, 200, options);
    // 100 of 200 a second pass, and the burst of the beginning.
    expect(lost.value).toBeGreaterThan(0.4);
    expect(lost.value).toBeLessThan(0.5);
  });

  it('starts cold where load is suddenly more, unless environments are provisioned', () => {
    const cold = simulateWay(decision, deployed(fraudStack({ provisioned: 0 })), 2000, options, 200);
    const provisioned = simulateWay(decision, deployed(fraudStack({ provisioned: 400 })), 2000, options, 200);
    expect(p99(cold)).toBeGreaterThan(serviceTimes.coldStart.median);
    expect(p99(provisioned)).toBeLessThan(100);
  });
});

describe('the ways of a message', () => {
  const cell = deployed(chatStack('us-east-1', { pollers: 20 }));
  const small = { ...options, replications: 2, requests: 500 };

  it('tell what is before the model and what is until the first token', () => {
    const { times } = simulateWay(completion, cell, 50, small);
    const [asked, token] = times;
    expect([asked?.mark, token?.mark]).toEqual(['model asked', 'first token']);
    expect((token?.p50.value ?? 0) - (asked?.p50.value ?? 0)).toBeGreaterThan(serviceTimes.firstToken.median * 0.8);
  });

  it('wait for a poller when streams are more than pollers', () => {
    const within = simulateWay(message, cell, 25, small);
    const beyond = simulateWay(message, cell, 80, small);
    expect(p99(beyond, 'model asked')).toBeGreaterThan(3 * p99(within, 'model asked'));
  });
});

describe('parts of a way', () => {
  const reader = deployed(
    stackOf('test', 'us-east-1', [
      lambda('Work', 512, 1),
      {
        path: 'Read/Source/Mapping/Resource',
        type: 'AWS::Lambda::EventSourceMapping',
        properties: { ParallelizationFactor: 1, BatchSize: 100 },
      },
    ]),
  );
  const way = (parts: Way['parts'], shown?: readonly string[]): Way => ({
    ...{ name: 'test', requestsAUnit: 1, targets: [], parts },
    ...(shown && { shown }),
  });
  const run = (parts: Way['parts'], perSecond: number, shown?: readonly string[]) =>
    simulateWay(way(parts, shown), reader, perSecond, { ...options, replications: 2, requests: 300 });

  it('join branches when the last has ended, and give up on what takes too long', () => {
    const slow = { kind: 'takes', time: fixed(400) } as const;
    const quick = { kind: 'takes', time: fixed(10) } as const;
    expect(p99(run([{ kind: 'together', branches: [[slow], [quick]] }], 1))).toBeCloseTo(400, 6);
    const bounded = { kind: 'at-most', ms: 50, parts: [slow] } as const;
    expect(p99(run([bounded, quick], 1))).toBeCloseTo(60, 6);
  });

  it('end with the time-out of their function', () => {
    const { lost } = run([{ kind: 'invokes', at: 'Work', parts: [{ kind: 'takes', time: fixed(2000) }] }], 1);
    expect(lost.value).toBe(1);
  });

  it('count from another mark where they say so', () => {
    const { times } = run(
      [
        { kind: 'takes', time: fixed(100) },
        { kind: 'mark', name: 'begun' },
        { kind: 'takes', time: fixed(30) },
        { kind: 'mark', name: 'work', since: 'begun' },
      ],
      1,
      ['work', 'done'],
    );
    expect(times.map(({ mark, p50 }) => [mark, Math.round(p50.value)])).toEqual([
      ['work', 30],
      ['done', 130],
    ]);
  });

  it('are held up by what is slow in the batch before', () => {
    const judge = (share: number): Way['parts'] => [
      {
        kind: 'in-batches',
        at: 'Read/Source',
        atOnce: 16,
        parts: [
          { kind: 'takes', time: fixed(1) },
          { kind: 'sometimes', share, parts: [{ kind: 'takes', time: fixed(1000) }] },
        ],
      },
    ];
    const none = run(judge(0), 50);
    const few = run(judge(0.05), 50);
    expect(none.times[0]?.p50.value).toBeLessThan(5);
    // Nineteen of twenty take 1 ms, and wait for the twentieth all the same.
    expect(few.times[0]?.p50.value).toBeGreaterThan(300);
  });

  it('are drawn against load', () => {
    const latencies = [{ ...run([{ kind: 'takes', time: fixed(20) }], 1), design: 'a & b', region: 'r', of: 'all' }];
    const svg = latencyChart([0.5, 1].map((multiple) => ({ multiple, latencies })));
    expect(svg).toMatch(/^<svg [^>]+>/);
    expect(svg).toContain('a &amp; b: test');
    expect(svg).toMatch(/<polyline points="[\d.]+,[\d.]+ [\d.]+,[\d.]+"/);
  });
});

describe('service times', () => {
  it.each(Object.entries(serviceTimes))('%s says where it is from', (_, { median, p99: slow, basis, source }) => {
    expect(slow).toBeGreaterThanOrEqual(median);
    if (basis === 'published') expect(source).toMatch(/^https:\/\//);
    if (basis === 'measured on a laptop') expect(source).toContain('npm run bench');
  });
});
