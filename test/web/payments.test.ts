import { RequestError } from '../../web/client/chat-error';
import type { Review, Rule } from '../../web/client/fraud-client';
import { timingsOf } from '../../web/client/fraud-client';
import { pagesOf } from '../../web/client/pages';
import { adviceOn, moneyOf, partOf, percentOf, reasonOf, ruleProblemOf, stepOf } from '../../web/client/payments';
import { pauseAfter, poll } from '../../web/client/polling';
import { clockOf } from '../../web/client/times';

test('the page is there for the group alone, and where the stage has the design', () => {
  const apis = { ChatApiUrl: '/chat', FraudApiUrl: '/fraud' };
  expect(pagesOf(apis, ['risk'])).toEqual(['chat', 'payments']);
  expect(pagesOf(apis, ['engineering'])).toEqual(['chat']);
  expect(pagesOf({ ChatApiUrl: '/chat' }, ['risk'])).toEqual(['chat']);
});

test('figures are for people', () => {
  expect([moneyOf(123_456, 'EUR'), moneyOf(500, 'JPY')]).toEqual(['€1,234.56', '¥500']);
  expect([percentOf(undefined), percentOf(0.1234), partOf(1, 4), partOf(0, 0)]).toEqual(['–', '12.3 %', '25.0 %', '–']);
  expect([clockOf(900_000), clockOf(61_001), clockOf(-5)]).toEqual(['15:00', '1:02', '0:00']);
  expect([reasonOf('rule:blocked'), reasonOf('unusual_amount')]).toEqual(['rule blocked', 'unusual amount']);
});

test('the stages of Server-Timing are read, and what is none is left out', () => {
  expect(timingsOf('read;dur=5.10, commit;dur=2, total;dur=7.50')).toEqual({ read: 5.1, commit: 2, total: 7.5 });
  expect(timingsOf('')).toEqual({});
});

const review: Review = { decisionId: 'd1', expectedLoss: 5, openedAt: 0, status: 'open', version: 1 };
const first = { verdict: 'decline', reason: 'stolen', by: 'dave', at: 1 } as const;

test.each([
  ['a free one is claimed', {}, { step: 'claim' }],
  ['a claimed one is decided', { claim: { by: 'dave', until: 100 } }, { step: 'decide', leftMs: 90 }],
  ['a claim that is over is claimed again', { claim: { by: 'dave', until: 10 } }, { step: 'claim' }],
  ['that of somebody else is left alone', { claim: { by: 'erin', until: 100 } }, { step: 'none' }],
  ['one that ended is free', { claim: { by: 'erin', until: 10 } }, { step: 'claim' }],
  ['what was decided may be appealed', { status: 'decided', first }, { step: 'appeal' }],
  ['an appeal against oneself is for others', { status: 'appealed', first }, { step: 'none' }],
  [
    'an appeal against somebody else is claimed',
    { status: 'appealed', first: { ...first, by: 'erin' } },
    { step: 'claim' },
  ],
  ['what is final stays', { status: 'final', first }, { step: 'none' }],
] as const)('reviews: %s', (_, change, step) => {
  expect(stepOf({ ...review, ...change }, 'dave', 10)).toMatchObject(step);
});

const rule: Rule = { id: 'one', reason: 'One', when: 'score > 0.5', outcome: 'review', mode: 'live' };
const rules = [rule, { ...rule, id: 'two' }];

test.each([
  [
    'invalid_rule',
    'two: Unknown variable: amount\n    | amount',
    { index: 1, field: 'when', message: 'Unknown variable: amount\n    | amount' },
  ],
  ['invalid_request', 'rules.0.reason: too short', { index: 0, field: 'reason', message: 'too short' }],
  ['invalid_request', 'rules.1: not expected', { index: 1, message: 'not expected' }],
  ['invalid_request', 'rules: must have ids that differ', { message: 'must have ids that differ' }],
  ['invalid_request', 'version: is missing', undefined],
  ['invalid_rule', 'three: nothing', undefined],
  ['forbidden', 'one: nothing', undefined],
] as const)('a refusal of rules has its place: %s %s', (code, message, place) => {
  expect(ruleProblemOf(new RequestError(code, message), rules)).toEqual(place);
});

test('every error says what to do next', () => {
  expect(adviceOn(new RequestError('own_draft', 'Somebody else')).advice).toMatch(/^Ask somebody else/);
  expect(adviceOn(new RequestError('unheard_of', 'It rains'))).toEqual({
    title: 'That did not work',
    advice: 'It rains. Try again.',
  });
});

describe('what is looked at again', () => {
  /** Runs what is scheduled when it is told to. */
  function clock() {
    const planned: { readonly run: () => void; readonly ms: number }[] = [];
    const schedule = (run: () => void, ms: number) => {
      const one = { run, ms };
      planned.push(one);
      return () => void planned.splice(planned.indexOf(one), 1);
    };
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    return { planned, schedule, settled };
  }

  it('is read later after each failure, as the service asks, and at the usual pace when all is well', async () => {
    const { planned, schedule, settled } = clock();
    const answers = [new RequestError('rate_limited', 'busy', 5_000), new Error('lost'), 'one', 'two'];
    const seen: unknown[] = [];
    const end = poll(
      async () => {
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer;
      },
      { everyMs: 1_000, schedule, onData: (data) => seen.push(data), onError: (error) => seen.push(error) },
    );
    const pauses: number[] = [];
    for (let looks = 0; looks < 4; looks += 1) {
      await settled();
      const next = planned.shift();
      pauses.push(next?.ms ?? Number.NaN);
      if (looks < 3) next?.run();
    }
    expect(pauses).toEqual([5_000, 4_000, 1_000, 1_000]);
    expect(seen.slice(2)).toEqual(['one', 'two']);
    end();
    expect(planned).toEqual([]);
  });

  it('is not read while nobody sees it, nor told of after its end', async () => {
    const { planned, schedule, settled } = clock();
    let reads = 0;
    const load = async () => ++reads;
    const options = { everyMs: 1_000, schedule, onData: () => reads++, onError: () => undefined };
    poll(load, { ...options, isIdle: () => true });
    await settled();
    expect([reads, planned.length]).toEqual([0, 1]);
    poll(load, options)();
    await settled();
    expect([reads, planned.length]).toEqual([1, 1]);
  });

  it('waits no longer than a minute', () => expect(pauseAfter(3_000, 20, 1_000_000)).toBe(60_000));
});
