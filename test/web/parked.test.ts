import type * as z from 'zod/mini';
import type {
  ParkedRecordResponse,
  parkedRecordsResponse,
  putBackRequest,
} from '../../lambdas/streaming/domain/api/parked-records';
import { ownedReasons } from '../../lambdas/streaming/domain/parked/parked-place';
import {
  type Correction,
  correctionOf,
  formOf,
  type ParkedPage,
  type ParkedRecord,
  parkedByOf,
  parkedReasonOf,
  parkedReasons,
} from '../../web/client/parked';

const data = { user: 'u', session: 's', item: 'i', surface: 'page' };
const event = { id: 'e', type: 'item.viewed', version: 99, occurredAt: '2026-01-01T00:00:00Z', data };
const before = { version: '99', data: JSON.stringify(data, undefined, 2) };

test('version and data of a record can be corrected, where it is the whole of an event', () => {
  expect(formOf({ record: JSON.stringify(event), truncated: false })).toEqual(before);
  expect(formOf({ record: JSON.stringify(event), truncated: true })).toBeUndefined();
  for (const record of ['{oops', '[]', '"text"', '{"version": "1", "data": {}}', '{"version": 1, "data": null}'])
    expect(formOf({ record, truncated: false })).toBeUndefined();
});

test('only what is another is put in the place of what was sent', () => {
  expect(correctionOf(before, before)).toEqual({ correction: {} });
  expect(correctionOf({ ...before, version: '2' }, before)).toEqual({ correction: { version: 2 } });
  expect(correctionOf({ ...before, data: JSON.stringify(data) }, before)).toEqual({ correction: {} });
  expect(correctionOf({ version: '2', data: '{"user":"v"}' }, before)).toEqual({
    correction: { version: 2, data: { user: 'v' } },
  });
});

test.each([
  [{ version: '0' }, { version: 'A whole number from 1 to 1000' }],
  [{ version: 'two' }, { version: 'A whole number from 1 to 1000' }],
  [{ version: '1001' }, { version: 'A whole number from 1 to 1000' }],
  [{ data: '[]' }, { data: 'It has to be a JSON object.' }],
  [{ data: '{' }, { data: expect.stringMatching(/^It is no JSON: /) }],
])('%j is told at its field', (change, problems) => {
  expect(correctionOf({ ...before, ...change }, before)).toEqual({ problems });
});

/** What the API answers is what the page reads, and what the page sends is what the API takes: the compiler says so. */
const read = (record: ParkedRecordResponse): ParkedRecord => record;
const listed = (page: z.infer<typeof parkedRecordsResponse>): ParkedPage => page;
const taken = (correction: Correction): z.infer<typeof putBackRequest> => correction;

test('every reason that the API lists is known, and a correction goes as it is', () => {
  expect(parkedReasons).toEqual(ownedReasons);
  expect(taken({ version: 2 })).toEqual({ version: 2 });
  expect(listed({ records: [] })).toEqual({ records: [] });
  const record = {
    id: 'r',
    reason: 'invalid_data',
    by: 'count',
    arrivedAt: '2026-01-01T00:00:00Z',
    detail: 'd',
  } as const;
  const whole = {
    ...record,
    position: { sequenceNumber: '1', partitionKey: 'p' },
    bytes: 2,
    record: '{}',
    truncated: false,
  };
  expect(read(whole)).toBe(whole);
});

test('why a record was parked and by whom is told in words', () => {
  for (const reason of parkedReasons) expect(parkedReasonOf(reason)).not.toContain('_');
  expect([parkedByOf('count'), parkedByOf('moderate'), parkedByOf('other')]).toEqual([
    'counting',
    'moderation',
    'other',
  ]);
});
