import '../support/environment';
import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { problemSchema } from '../../../../lambdas/shared/domain/problem';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import {
  type ParkedListed,
  parkedRecordResponse,
  parkedRecordsResponse,
} from '../../../../lambdas/streaming/domain/api/parked-records';
import type { StreamedEvent } from '../../../../lambdas/streaming/domain/events/envelope';
import type { Poison } from '../../../../lambdas/streaming/domain/events/read-record';
import { AGAIN_MS } from '../../../../lambdas/streaming/domain/parked/putting-back';
import { createParkedRecords } from '../../../../lambdas/streaming/parked-records.handler';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { NOW, streamed } from '../support/events';
import { type ParkedBucket, startParkedBucket } from '../support/parked-bucket';

let bucket: ParkedBucket;
let made = 0;
beforeAll(async () => {
  bucket = await startParkedBucket();
});
afterAll(() => bucket.stop());

const DAY_MS = 86_400_000;
const page = 'GET /v1/events/parked';
const { data } = streamed();

/** The API of an organisation of its own, and a stream with room or without. */
function setUp() {
  const org = `org/${made++}`;
  const ops: Principal = { ...alice, org, groups: ['operations'] };
  const stream = { hasRoom: true, events: [] as StreamedEvent[] };
  const clock = { now: NOW };
  const audited: AuditEntry[] = [];
  const route = httpRoute(capturedLogger().logger).handler(
    createParkedRecords({
      store: bucket.store,
      list: bucket.list,
      async append(events) {
        if (stream.hasRoom) stream.events.push(...events);
        return events.map(() => stream.hasRoom);
      },
      audit: { record: async (entry) => void audited.push(entry) },
      now: () => clock.now,
    }),
  );

  async function call(who: Principal, request: Parameters<typeof httpEvent>[0]) {
    const { statusCode, headers, body } = (await invoke(route, httpEvent(request, who))) as HttpResponse;
    const json = JSON.parse(body);
    if (statusCode >= 400) problemSchema.parse(json);
    return { status: statusCode, json, headers };
  }
  const list = async (queryStringParameters: Record<string, string> = {}, who = ops) => {
    const answer = await call(who, { resource: page, queryStringParameters });
    return { ...answer, ...(answer.status === 200 && parkedRecordsResponse.parse(answer.json)) };
  };
  const idsOf = (records: readonly ParkedListed[] = []) => records.map(({ id }) => id);
  const first = async () => (await list()).records?.[0]?.id ?? 'none';
  return {
    ...{ org, ops, stream, clock, audited, call, list, first, idsOf },
    show: (id: string, who = ops) => call(who, { pathParameters: { id } }),
    putBack: (id: string, body?: unknown, who = ops) =>
      call(who, {
        ...{ httpMethod: 'POST', pathParameters: { id } },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    /** Parks an event of this organisation. */
    park: (changes: Partial<StreamedEvent> = {}, poison: Partial<Poison> = {}, at = NOW) => {
      const known = { reason: 'unknown_version', detail: 'version: is not known', org } as const;
      return bucket.park(streamed({ org, version: 9, ...changes }), { ...known, ...poison }, at);
    },
  };
}

describe('what is parked', () => {
  it('is listed the newest day first, page by page, each record once, by reason and by day', async () => {
    const { park, list, idsOf } = setUp();
    for (const days of [0, 40, 3, 3, 1]) await park({}, {}, NOW - days * DAY_MS);
    await park({}, { reason: 'invalid_data' }, NOW - 3 * DAY_MS);
    const all = await list();
    expect(all.records?.map(({ arrivedAt, reason }) => [arrivedAt.slice(0, 10), reason])).toEqual([
      ['2023-11-14', 'unknown_version'],
      ['2023-11-13', 'unknown_version'],
      ['2023-11-11', 'invalid_data'],
      ['2023-11-11', 'unknown_version'],
      ['2023-11-11', 'unknown_version'],
      ['2023-10-05', 'unknown_version'],
    ]);
    expect(all.records?.[0]).toMatchObject({ by: 'count', arrivedAt: '2023-11-14T22:13:20.000Z' });
    expect(all.cursor).toBeUndefined();
    for (const limit of ['1', '2', '4']) {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const answer = await list({ limit, ...(cursor && { cursor }) });
        ids.push(...idsOf(answer.records));
        cursor = answer.cursor;
      } while (cursor);
      expect(ids).toEqual(idsOf(all.records));
    }
    expect((await list({ reason: 'invalid_data' })).records).toHaveLength(1);
    expect((await list({ date: '2023-11-11' })).records).toHaveLength(3);
    expect((await list({ date: '2023-11-11', reason: 'version_taken' })).records).toEqual([]);
  });

  it('is looked for by reason in a few days a page, and the cursor goes on after them', async () => {
    const { park, list } = setUp();
    for (let days = 0; days < 25; days += 1) await park({}, {}, NOW - days * DAY_MS);
    await park({}, { reason: 'invalid_data' }, NOW - 25 * DAY_MS);
    const begun = await list({ reason: 'invalid_data' });
    expect([begun.records, begun.cursor]).toEqual([[], expect.any(String)]);
    const rest = await list({ reason: 'invalid_data', cursor: begun.cursor ?? '' });
    expect([rest.records?.length, rest.cursor]).toEqual([1, undefined]);
  });

  it('says why, where in the stream, and what it is; of a long record the beginning', async () => {
    const { park, first, show } = setUp();
    await park({ data: { text: 'x'.repeat(200_000) } });
    const { status, json } = await show(await first());
    expect(status).toBe(200);
    expect(parkedRecordResponse.parse(json)).toMatchObject({
      ...{ reason: 'unknown_version', detail: 'version: is not known', truncated: true },
      position: { shardId: 'shardId-000000000001', partitionKey: 'acme/u1/s1' },
    });
    expect(json.record).toHaveLength(100_000);
    expect(json.bytes).toBeGreaterThan(200_000);
  });

  it('is told to nobody where it is not known whose it is', async () => {
    const { org, list } = setUp();
    await bucket.park('{oops', { reason: 'not_json', detail: 'is no JSON in UTF-8' });
    await bucket.park({ org }, { reason: 'not_an_event', detail: 'id: is missing' });
    expect((await list()).records).toEqual([]);
  });
});

describe('nobody else', () => {
  it.each<[string, Partial<Principal>]>([
    ['people of another group', { groups: ['moderators', 'staff'] }],
    ['people of no group', { groups: [] }],
    ['keys without the scope', { credential: 'api-key', groups: [], scopes: ['streaming'] }],
    ['keys that say they are of the group', { credential: 'api-key', groups: ['operations'], scopes: ['streaming'] }],
    ['people whose token has the scope of keys', { groups: [], scopes: ['streaming:operations'] }],
  ])('%s: 403 everywhere', async (_, changes) => {
    const { park, first, list, show, putBack, ops, stream } = setUp();
    await park();
    const id = await first();
    const who = { ...ops, ...changes };
    for (const { status, json } of [await list({}, who), await show(id, who), await putBack(id, {}, who)])
      expect([status, json.code]).toEqual([403, 'forbidden']);
    expect(stream.events).toEqual([]);
  });

  it('another organisation: not listed, not found, not put back, by whatever name', async () => {
    const { park, first, list, show, putBack, ops, stream, org } = setUp();
    await park();
    const id = await first();
    const [key = ''] = (await bucket.keys('parked/of/')).slice(-1);
    const names = [id, key, `../${key}`, encodeURIComponent(key), Buffer.from(key).toString('base64url'), `${id}=`];
    for (const other of ['globex', `${org}/`, '..', '']) {
      const who = { ...ops, org: other || 'x' };
      expect((await list({}, who)).records).toEqual([]);
      for (const name of names)
        for (const { status, json } of [await show(name, who), await putBack(name, { data }, who)])
          expect([status, json.code]).toEqual([404, 'parked_record_not_found']);
    }
    for (const name of names.slice(1)) expect((await show(name)).status).toBe(404);
    expect(stream.events).toEqual([]);
  });

  it('keys with the scope may, of their own organisation', async () => {
    const { park, list, ops } = setUp();
    await park();
    const key: Principal = { ...ops, credential: 'api-key', groups: [], scopes: ['streaming', 'streaming:operations'] };
    expect((await list({}, key)).records).toHaveLength(1);
  });
});

describe('putting back', () => {
  it('what this deployment has learnt to read goes back as it is, is gone from the list, and says who did it', async () => {
    const { park, first, list, show, putBack, stream, audited, org } = setUp();
    await park({ version: 2 });
    const id = await first();
    const { status, json } = await putBack(id);
    expect([status, json.putBack]).toEqual([
      200,
      { by: 'alice', at: new Date(NOW).toISOString(), event: expect.any(Object), done: true },
    ]);
    expect(stream.events).toEqual([streamed({ org })]);
    expect((await list()).records).toEqual([]);
    expect((await show(id)).json).toEqual(json);
    expect(audited).toEqual([
      expect.objectContaining({
        ...{ action: 'event.put-back', outcome: 'succeeded' },
        details: expect.objectContaining({ event: 'e1', isCorrected: false, reason: 'unknown_version' }),
      }),
    ]);
    // What the sender wrote is in no audit event.
    expect(JSON.stringify(audited)).not.toContain('i1');
  });

  it('goes back with what is right in the place of what was sent, and is put into the stream once however often it is asked for', async () => {
    const { park, first, putBack, stream, audited, list, org } = setUp();
    await park();
    const id = await first();
    const correction = { version: 2, data: { ...data, item: 'i2' } };
    const answers = [await putBack(id, correction), await putBack(id, correction), await putBack(id)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(stream.events).toEqual([streamed({ org, data: { ...data, item: 'i2' } })]);
    expect(audited).toHaveLength(1);
    expect((await putBack(id, { version: 2, data })).json.code).toBe('already_put_back');
    expect((await list()).records).toEqual([]);
  });

  it('what a reader parks again, which reads the stream once more, is not put back again, and goes from the list', async () => {
    const { park, first, list, putBack, stream, clock } = setUp();
    const again = await park({ version: 2 });
    const id = await first();
    await putBack(id);
    await again();
    expect((await list()).records).toHaveLength(1);
    clock.now += 30 * DAY_MS;
    expect((await putBack(id)).status).toBe(200);
    expect(stream.events).toHaveLength(1);
    expect((await list()).records).toEqual([]);
  });

  it('of many who ask at once with other data, one decides what is put back: there is one event', async () => {
    const { park, first, putBack, stream } = setUp();
    await park();
    const id = await first();
    const items = ['i1', 'i2', 'i3', 'i1'];
    const answers = await Promise.all(items.map((item) => putBack(id, { version: 2, data: { ...data, item } })));
    expect(new Set(stream.events.map(({ data: own }) => own.item)).size).toBe(1);
    expect(new Set(stream.events.map((event) => event.id))).toEqual(new Set(['e1']));
    for (const { status, json } of answers) expect(status === 200 || json.code === 'already_put_back').toBe(true);
  });

  it('what the stream has no room for stays, with what was decided, and goes back when it is asked for again', async () => {
    const { park, first, putBack, list, stream, clock } = setUp();
    await park();
    const id = await first();
    stream.hasRoom = false;
    const { status, json, headers } = await putBack(id, { version: 2, data });
    expect([status, json.code, headers['retry-after']]).toEqual([503, 'unavailable', '1']);
    expect((await list()).records).toHaveLength(1);
    stream.hasRoom = true;
    clock.now += AGAIN_MS;
    expect((await putBack(id)).status).toBe(200);
    expect(stream.events).toHaveLength(1);
    expect((await list()).records).toEqual([]);
  });

  it('what was begun long ago, and may be in the stream, is for an operator to decide', async () => {
    const { park, first, putBack, stream, clock } = setUp();
    await park({ version: 2 });
    const id = await first();
    stream.hasRoom = false;
    await putBack(id);
    [stream.hasRoom, clock.now] = [true, clock.now + AGAIN_MS + 1];
    expect((await putBack(id)).json.code).toBe('put_back_uncertain');
    expect(stream.events).toEqual([]);
  });

  it.each([
    ['what is still not understood', undefined, 409, 'not_understood'],
    ['data without its version', { data }, 400, 'unknown_version'],
    ['data against its schema', { version: 2, data: {} }, 400, 'invalid_data'],
    ['another type', { type: 'item.viewed', data }, 400, 'invalid_request'],
    ['data that is no object', { data: [1] }, 400, 'invalid_request'],
    ['no JSON', '{', 400, 'invalid_request'],
  ])('%s is refused, and stays as it is', async (_, body, status, code) => {
    const { park, first, putBack, list, stream } = setUp();
    await park();
    const id = await first();
    const answer = await putBack(id, body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect((await list()).records).toHaveLength(1);
    expect(stream.events).toEqual([]);
    // Nothing was decided by it.
    expect((await putBack(id, { version: 2, data })).status).toBe(200);
  });
});

it.each([
  ['reason', 'not_json'],
  ['reason', 'loved'],
  ['date', 'today'],
  ['date', '2026-02-30'],
  ['date', '../x'],
  ['limit', '0'],
  ['limit', '101'],
  ['limit', 'many'],
  ['cursor', 'none'],
  ['cursor', Buffer.from('../x').toString('base64url')],
])('%s %s asks for nothing: 400 says what would be right', async (name, value) => {
  const { list } = setUp();
  const { status, json } = await list({ [name]: value });
  expect([status, json.code]).toEqual([400, 'invalid_request']);
  expect(json.detail).toContain(name);
});
