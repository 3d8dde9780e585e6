import type { EventsResponse } from '../../lambdas/streaming/domain/api/events';
import { RequestError } from '../../web/client/chat-error';
import { eventSource, type SentEvent } from '../../web/client/events/event-source';
import { EventTally } from '../../web/client/events/event-tally';
import { sendEvents } from '../../web/client/events/send-events';
import { VirtualClock } from './virtual-clock';

type Send = (events: readonly SentEvent[], signal: AbortSignal) => Promise<EventsResponse>;

const accepted = (events: readonly SentEvent[]): EventsResponse => ({
  accepted: events.length,
  results: events.map(({ id }, index) => ({ index, id, status: 'accepted' })),
});

function world(send: Send, more: { readonly rate?: number; readonly forMs?: number } = {}) {
  const clock = new VirtualClock();
  const tally = new EventTally();
  const shares = { duplicates: 0, late: 0, poison: 0 };
  const sent: string[][] = [];
  const stop = new AbortController();
  const run = sendEvents({
    ...{ clock, tally, rate: 50, forMs: 10_000, signal: stop.signal, ...more },
    next: eventSource({ seed: 1, run: 'r', mix: 'both', shares }),
    send: (events, signal) => {
      sent.push(events.map(({ id }) => id));
      return send(events, signal);
    },
  });
  return { clock, tally, sent, stop, over: clock.until(run) };
}

test('sends in batches at the rate that is asked for', async () => {
  const { tally, sent, over } = world((events) => Promise.resolve(accepted(events)));
  await over;
  expect(tally.counts()).toMatchObject({ due: 500, sent: 500, accepted: 500, sentAgain: 0, requestsUnderWay: 0 });
  expect(sent.length).toBeLessThanOrEqual(41);
  expect(new Set(sent.flat()).size).toBe(500);
});

test.each([
  ['429 that names a wait', new RequestError('throttled', 'slow down', 3_000, 429)],
  ['503', new RequestError('unavailable', 'no room', undefined, 503)],
  ['a lost connection', new RequestError('connection_lost', 'gone')],
])('after %s it waits with everything, and sends the same ids again', async (_, error) => {
  let answers = 0;
  const times: number[] = [];
  const { clock, tally, sent, over } = world(async (events) => {
    times.push(clock.elapsed());
    answers += 1;
    if (answers === 2 || answers === 3) throw error;
    return accepted(events);
  });
  await over;
  const { due, accepted: taken, sentAgain, lost } = tally.counts();
  expect([due, taken, lost]).toEqual([500, 500, {}]);
  expect(sentAgain).toBeGreaterThan(0);
  expect(sent[2]).toEqual(sent[1]);
  expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(error.retryAfterMs ?? 1_000);
});

test('what one event of a batch is refused for keeps no other back, and only what was not taken is sent again', async () => {
  let first = true;
  const { tally, sent, over } = world((events) => {
    const results = accepted(events).results.map((result) => ({ ...result }));
    if (!first) return Promise.resolve({ accepted: events.length, results });
    first = false;
    const [one, other] = results;
    if (one) Object.assign(one, { status: 'refused', code: 'too_old', detail: 'yesterday' });
    if (other) Object.assign(other, { status: 'failed', code: 'unavailable' });
    return Promise.resolve({ accepted: events.length - 2, results });
  });
  await over;
  const { refused, refusedEvents, accepted: taken, sentAgain } = tally.counts();
  expect([refused, taken, sentAgain]).toEqual([{ too_old: 1 }, 499, 1]);
  expect(refusedEvents).toMatchObject([{ id: sent[0]?.[0], code: 'too_old', detail: 'yesterday' }]);
  expect(sent.filter((ids) => ids.includes(sent[0]?.[1] ?? ''))).toHaveLength(2);
});

test('never has more requests under way than it may, and tells what it could not send', async () => {
  let [underWay, most] = [0, 0];
  const { clock, tally, over } = world(
    async (events, signal) => {
      most = Math.max(most, ++underWay);
      await clock.wait(20_000, signal);
      underWay -= 1;
      return accepted(events);
    },
    { rate: 1_000, forMs: 60_000 },
  );
  await over;
  const { due, sent, accepted: taken, latencyMs } = tally.counts();
  expect(most).toBe(8);
  expect([due, sent]).toEqual([60_000, taken]);
  expect(taken).toBeLessThan(due);
  // Of what waited for its turn the time counts from when it was due.
  expect(latencyMs.fromDue?.p99).toBeGreaterThan(latencyMs.request?.p99 ?? Number.NaN);
});

test('ends at once where the credential is refused or nobody is there, and after all tries where nothing was ever taken', async () => {
  const refused = new RequestError('unauthorized', 'no', undefined, 401);
  await expect(world(() => Promise.reject(refused)).over).rejects.toBe(refused);
  const gone = new RequestError('connection_lost', 'gone');
  const nobody = world(() => Promise.reject(gone), { forMs: 300_000 });
  await expect(nobody.over).rejects.toBe(gone);
  expect(nobody.sent).toHaveLength(1);
  const full = new RequestError('unavailable', 'no room', undefined, 503);
  await expect(world(() => Promise.reject(full), { forMs: 300_000 }).over).rejects.toBe(full);
});

test('what is given up after all tries is told by its code, and others go on', async () => {
  const { tally, over } = world(
    (events) =>
      events.some(({ id }) => id.endsWith('-3'))
        ? Promise.reject(new RequestError('unavailable', 'no room', 100, 503))
        : Promise.resolve(accepted(events)),
    { rate: 2, forMs: 10_000 },
  );
  await over;
  expect(tally.counts()).toMatchObject({ due: 20, accepted: 19, lost: { unavailable: 1 } });
});

test('stops at once when it is told to', async () => {
  const { stop, tally, over } = world(
    (events) => {
      stop.abort();
      return Promise.resolve(accepted(events));
    },
    { forMs: 60_000 },
  );
  await over;
  expect(tally.counts().due).toBeLessThan(50);
});
