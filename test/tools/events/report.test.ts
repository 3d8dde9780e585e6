import { describe as described, lineOf, nextStep, type Run, summaryOf } from '../../../tools/events/report';
import { RequestError } from '../../../web/client/chat-error';
import { EventTally } from '../../../web/client/events/event-tally';

const event = { id: 'e1', type: 'item.viewed', version: 2, occurredAt: '2026-01-01T00:00:00.000Z', data: {} };

function run(): Run {
  const tally = new EventTally();
  tally.due = 120;
  for (let sent = 0; sent < 100; sent += 1) tally.send({ kind: sent < 5 ? 'duplicate' : 'fresh', event });
  tally.accepted = 97;
  tally.sentAgain = 12;
  tally.refuse({ kind: 'fresh', event }, 'too_old', 'occurredAt: is more than 24 hours ago');
  tally.lose(2, 'unavailable');
  for (const ms of [10, 20, 30]) tally.answered(ms);
  tally.settled(400);
  const shares = { duplicates: 0.05, late: 0, poison: 0 };
  return { rate: 12, seconds: 10, seed: 7, run: 'abc', mix: 'both', shares, counts: tally.counts() };
}

test('what was achieved stands beside what was asked for, and every event has its place', () => {
  const text = described(run());
  expect(text).toContain('9.7 events a second were accepted, 12 asked for, over 10.0 s.');
  for (const row of [
    /^asked for +120$/m,
    /^ {2}of them sent before, on purpose +5$/m,
    /^refused: too_old +1$/m,
    /^given up: unavailable +2$/m,
    /^not sent: the service did not keep up +20$/m,
    /^a request +20\.0 +30\.0 +30\.0$/m,
    /^from when it was due +400\.0/m,
    /e1 item\.viewed: too_old, occurredAt: is more than 24 hours ago/,
    /--seed 7 --run abc --mix both --rate 12 --duplicates 0\.05 --late 0 --poison 0$/,
  ])
    expect(text).toMatch(row);
  expect(lineOf(run())).toBe('10 s: 97 accepted, 9.7 of 12 a second; 1 refused, 12 sent again, 20 behind');
});

test('programs get the same as one object', () => {
  expect(JSON.parse(JSON.stringify(summaryOf(run())))).toMatchObject({
    run: { rate: 12, achievedRate: 9.7, seconds: 10, seed: 7, run: 'abc' },
    ...{ due: 120, sent: 100, accepted: 97, notSent: 20, sentAgain: 12, lost: { unavailable: 2 } },
    ...{ byKind: { fresh: 95, duplicate: 5 }, refused: { too_old: 1 }, latencyMs: { request: { p50: 20, p99: 30 } } },
  });
});

test.each([
  [new RequestError('connection_lost', 'no'), /Is the laptop running/],
  [new RequestError('forbidden', 'no', undefined, 403), /npm run keys -- create/],
  [new RequestError('not_found', 'no', undefined, 404), /StreamingApiUrl/],
  [new RequestError('throttled', 'no', undefined, 429), /lower --rate/],
  [new RequestError('unavailable', 'no room', undefined, 503), /503 unavailable: no room/],
])('an error says what to do: %s', (error, words) => {
  expect(nextStep(error, 'http://x')).toMatch(words);
});
