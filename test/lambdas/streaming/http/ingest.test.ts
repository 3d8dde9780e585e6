import '../support/environment';
import { problemSchema } from '../../../../lambdas/shared/domain/problem';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { createMetrics } from '../../../../lambdas/shared/metrics';
import { eventsResponse } from '../../../../lambdas/streaming/domain/api/events';
import { type StreamedEvent, streamedEvent } from '../../../../lambdas/streaming/domain/events/envelope';
import { createIngest } from '../../../../lambdas/streaming/ingest.handler';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { NOW } from '../support/events';

const view = {
  ...{ id: 'e1', type: 'item.viewed', version: 2, occurredAt: new Date(NOW).toISOString() },
  data: { user: 'u1', session: 's1', item: 'i1', surface: 'page' },
};
const at = (ms: number) => new Date(NOW + ms).toISOString();

/** @param takes whether the stream has room for an event */
function ingestApi(takes: (event: StreamedEvent) => boolean = () => true) {
  const appended: StreamedEvent[] = [];
  const ingest = createIngest({
    async append(events) {
      appended.push(...events.filter(takes));
      return events.map(takes);
    },
    now: () => NOW,
    mostAgeMs: 86_400_000,
    metrics: createMetrics('streaming', { stage: 'test', print: () => undefined }),
  });
  const route = httpRoute(capturedLogger().logger).handler(ingest);
  async function send(body: unknown) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const event = httpEvent({ body: text, httpMethod: 'POST', resource: '/v1/events' }, alice);
    const answer = (await invoke(route, event)) as HttpResponse;
    return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
  }
  return { send, appended };
}

it('an event is in the stream with the organisation of who sends it, and when it came', async () => {
  const { send, appended } = ingestApi();
  expect(await send(view)).toMatchObject({ statusCode: 202, json: { id: 'e1', status: 'accepted' } });
  expect(appended).toEqual([{ ...view, org: 'acme', receivedAt: NOW }]);
  expect(streamedEvent.safeParse(appended[0]).success).toBe(true);
});

it('of many events each is taken in or refused by itself, and the answer says which and why', async () => {
  const { send, appended } = ingestApi(({ id }) => id !== 'busy');
  const events = [
    view,
    { ...view, id: 'busy' },
    { ...view, id: 'e2', type: 'item.eaten' },
    'nothing',
    { ...view, id: 'e3' },
  ];
  const { statusCode, json } = await send({ events });
  expect(statusCode).toBe(207);
  expect(eventsResponse.parse(json)).toEqual({
    accepted: 2,
    results: [
      { index: 0, id: 'e1', status: 'accepted' },
      { index: 1, id: 'busy', status: 'failed', code: 'unavailable', detail: expect.stringContaining('same id') },
      { index: 2, id: 'e2', status: 'refused', code: 'unknown_type', detail: expect.stringContaining('item.eaten') },
      { index: 3, status: 'refused', code: 'invalid_event', detail: expect.any(String) },
      { index: 4, id: 'e3', status: 'accepted' },
    ],
  });
  expect(appended.map(({ id }) => id)).toEqual(['e1', 'e3']);
});

it('data that is nested by the thousand is refused by itself, and keeps no other back', async () => {
  const { send, appended } = ingestApi();
  const nested = JSON.stringify({ ...view, id: 'deep', version: 99 }).replace(
    '"u1"',
    '['.repeat(9_000) + ']'.repeat(9_000),
  );
  const { statusCode, json } = await send(`{"events":[${JSON.stringify(view)},${nested}]}`);
  expect(statusCode).toBe(207);
  expect(json).toMatchObject({ accepted: 1, results: [{ status: 'accepted' }, { id: 'deep', code: 'invalid_event' }] });
  expect(appended).toHaveLength(1);
});

it('an answer does not grow with what is wrong', async () => {
  const { send } = ingestApi();
  const events = Array.from({ length: 20 }, (_, index) => ({ ...view, [`${'x'.repeat(10_000)}${index}`]: 1 }));
  const { statusCode, body } = await send({ events });
  expect(statusCode).toBe(207);
  expect(body.length).toBeLessThan(10_000);
});

it('all of many is 202; none for want of room is 503, which may be sent again', async () => {
  expect((await ingestApi().send({ events: [view, { ...view, id: 'e2' }] })).statusCode).toBe(202);
  for (const body of [{ events: [view, view] }, view]) {
    const { statusCode, headers, json } = await ingestApi(() => false).send(body);
    expect([statusCode, json.code, headers['retry-after']]).toEqual([503, 'unavailable', '1']);
  }
});

it('a version that is not known yet is taken in: readers put it aside until they know it', async () => {
  const { send, appended } = ingestApi();
  expect((await send({ ...view, version: 3, data: { anything: [1] } })).statusCode).toBe(202);
  expect(appended).toMatchObject([{ version: 3, data: { anything: [1] } }]);
});

it.each([
  ['no JSON', '{', 'invalid_event'],
  ['no id', { ...view, id: undefined }, 'invalid_event'],
  ['an id with a blank', { ...view, id: 'a b' }, 'invalid_event'],
  ['an organisation', { ...view, org: 'globex' }, 'invalid_event'],
  ['a time of its own for when it came', { ...view, receivedAt: 1 }, 'invalid_event'],
  ['a time without its zone', { ...view, occurredAt: '2023-11-14T22:13:20' }, 'invalid_event'],
  ['no data', { ...view, data: undefined }, 'invalid_event'],
  ['a field that there is not', { ...view, data: { ...view.data, colour: 'red' } }, 'invalid_data'],
  ['a type that there is not', { ...view, type: 'item.eaten' }, 'unknown_type'],
  ['a time to come', { ...view, occurredAt: at(60_001) }, 'clock_off'],
  ['a time long ago', { ...view, occurredAt: at(-86_400_001) }, 'too_old'],
  ['more than an event has', { ...view, version: 9, data: { more: 'x'.repeat(70_000) } }, 'event_too_large'],
  ['no list of events', { events: view }, 'invalid_request'],
  ['an empty list', { events: [] }, 'invalid_request'],
  ['more events than one request has', { events: Array.from({ length: 501 }, () => view) }, 'invalid_request'],
])('%s is refused, and nothing is put into the stream', async (_, body, code) => {
  const { send, appended } = ingestApi();
  const { statusCode, json } = await send(body);
  expect([statusCode, problemSchema.parse(json).code]).toEqual([400, code]);
  expect(appended).toEqual([]);
});
