import { correctionOf, formOf, parkedByOf, parkedReasonOf, parkedReasons } from '../../web/client/parked';

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

test('why a record was parked and by whom is told in words', () => {
  for (const reason of parkedReasons) expect(parkedReasonOf(reason)).not.toContain('_');
  expect([parkedByOf('count'), parkedByOf('moderate'), parkedByOf('other')]).toEqual([
    'counting',
    'moderation',
    'other',
  ]);
});
