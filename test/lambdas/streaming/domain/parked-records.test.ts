import * as fc from 'fast-check';
import { MOST_EVENT_BYTES } from '../../../../lambdas/streaming/domain/events/envelope';
import {
  decodePosition,
  encodePosition,
  ownedReasons,
  parkedIdOf,
  parkedPlace,
  placeOfId,
} from '../../../../lambdas/streaming/domain/parked/parked-place';
import type { ParkedRecord } from '../../../../lambdas/streaming/domain/parked/parked-record';
import { returnedEvent } from '../../../../lambdas/streaming/domain/parked/returned-event';
import { NOW, streamed } from '../support/events';

const anyPlace = fc
  .record({
    date: fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
    reason: fc.constantFrom(...ownedReasons),
    by: fc.constantFrom('count', 'moderate'),
    shard: fc.integer({ min: 0, max: 999 }),
    sequence: fc.bigInt({ min: 0n, max: 10n ** 56n }),
  })
  .map(({ date, reason, by, shard, sequence }) => {
    const iso = date.toISOString();
    const name = `${iso.slice(11).replace(/\D/g, '')}_${by}_shardId-${String(shard).padStart(12, '0')}_${sequence}`;
    return { place: `${iso.slice(0, 10)}/${reason}/${name}`, arrivedAt: iso, reason, by };
  });

describe('where a parked record is', () => {
  it('is read from its place, and comes back from its id and from a cursor', () => {
    fc.assert(
      fc.property(anyPlace, (given) => {
        const place = parkedPlace(given.place);
        expect(place).toEqual({ ...given, date: given.arrivedAt.slice(0, 10) });
        if (!place) return;
        expect(parkedIdOf(place)).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(placeOfId(parkedIdOf(place))).toEqual(place);
        const position = { date: place.date, after: place.place };
        expect(decodePosition(encodePosition(position))).toEqual(position);
        expect(decodePosition(encodePosition({ date: place.date }))).toEqual({ date: place.date });
      }),
    );
  });

  it('is no key of the caller: what is not exactly a place is none', () => {
    const days = '2026-11-28/invalid_data';
    for (const text of [
      ...['', '.', '..', '/', 'parked/x', '../../other/secret', `../${days}/030405678_count_shardId-1_1`],
      ...[`${days}/../030405678_count_shardId-1_1`, `${days}/030405678_count_shardId-1_1/../x`, `${days}/`],
      ...[`2026-11-28/not_json/030405678_count_shardId-1_1`, `${days}/030405678_count_shardId-1_1.json`],
      ...[`${days}/030405678_count_shardId-1_1\n`, ` ${days}/030405678_count_shardId-1_1`],
    ]) {
      expect(placeOfId(Buffer.from(text).toString('base64url'))).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(placeOfId(text)).toBeUndefined();
        expect(placeOfId(Buffer.from(text).toString('base64url'))).toBeUndefined();
      }),
    );
  });

  it('has one id: another spelling of it is none', () => {
    fc.assert(
      fc.property(anyPlace, fc.constantFrom('=', '==', '.', ' '), (given, more) => {
        const id = Buffer.from(given.place).toString('base64url');
        expect(placeOfId(`${id}${more}`)).toBeUndefined();
      }),
    );
  });
});

/** @param reason why it was parked */
const parked = (event: unknown, reason = 'unknown_version'): ParkedRecord => ({
  ...{ consumer: 'count', reason, detail: 'is not known', org: 'acme' },
  position: { sequenceNumber: '1', partitionKey: 'k', arrivedAt: new Date(NOW).toISOString() },
  record: Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)).toString('base64'),
});

describe('what is put back', () => {
  const { data } = streamed();
  const fromTheFuture = streamed({ version: 9, data: { anything: [1] } });

  it('is the event as it was sent, once this deployment understands it', () => {
    expect(returnedEvent(parked(streamed()))).toEqual({ event: streamed() });
  });

  it('is the same event with what is right in the place of what was sent: its id, type, times and organisation stay', () => {
    expect(returnedEvent(parked(fromTheFuture), { version: 2, data })).toEqual({ event: streamed() });
    const wrong = streamed({ data: { user: 'u1' } });
    expect(returnedEvent(parked(wrong, 'invalid_data'), { data })).toEqual({ event: streamed() });
  });

  it.each([
    ['what is still not understood, as it is', fromTheFuture, 'unknown_version', {}, 'not_understood'],
    ['data without the version that it is of', fromTheFuture, 'unknown_version', { data }, 'unknown_version'],
    ['data against the schema', fromTheFuture, 'unknown_version', { version: 2, data: { user: 'u1' } }, 'invalid_data'],
    ['a field that there is not', streamed(), 'invalid_data', { data: { ...data, more: 1 } }, 'invalid_data'],
    [
      'another type, which no data mends',
      streamed({ type: 'item.eaten' }),
      'unknown_type',
      { data },
      'not_correctable',
    ],
    ['a type that is still not known', streamed({ type: 'item.eaten' }), 'unknown_type', {}, 'not_understood'],
    ['what another item holds, as it is', streamed(), 'version_taken', {}, 'correction_needed'],
    ['what is no event', '{"org":"acme"}', 'invalid_data', { data }, 'not_correctable'],
    ['what is no JSON', '{', 'invalid_data', {}, 'not_correctable'],
    [
      'more than an event has',
      streamed({ type: 'content.submitted' }),
      'version_taken',
      { data: { user: 'u1', content: 'c1', text: 'x'.repeat(MOST_EVENT_BYTES) } },
      'event_too_large',
    ],
  ])('is never %s', (_, event, reason, correction, code) => {
    expect(returnedEvent(parked(event, reason), correction)).toEqual({ refused: { code, detail: expect.any(String) } });
  });
});
