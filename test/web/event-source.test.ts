import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { defaultPolicy } from '../../lambdas/streaming/domain/cascade/default-policy';
import { admitEvent } from '../../lambdas/streaming/domain/events/admit';
import { checkData, isEventType } from '../../lambdas/streaming/domain/events/schemas';
import { compilePolicy } from '../../lambdas/streaming/domain/moderation/compiled-policy';
import { judge } from '../../lambdas/streaming/domain/moderation/judge';
import { randomOf } from '../../models/random';
import { type ContentKind, textOf } from '../../web/client/events/content';
import { eventSource, type GeneratedEvent, type SourceOptions } from '../../web/client/events/event-source';
import { zipf } from '../../web/client/events/zipf';

const NOW = Date.UTC(2026, 10, 29);
const shares = { duplicates: 0.05, late: 0.05, poison: 0.02 };
const options: SourceOptions = { seed: 1, run: 'r', mix: 'both', shares };

function take(count: number, more: Partial<SourceOptions> = {}): GeneratedEvent[] {
  const next = eventSource({ ...options, ...more });
  return Array.from({ length: count }, (_, index) => next(NOW + index));
}

test('the API takes in every event, and all are understood but those of a version that nobody knows', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom('clickstream', 'content', 'both'), (seed, mix) => {
      for (const { event, kind } of take(200, { seed, mix })) {
        expect(admitEvent(event, { now: NOW + 1_000, mostAgeMs: 24 * 3_600_000 })).toHaveProperty('event');
        const checked = isEventType(event.type) && checkData(event.type, event.version, event.data);
        if (kind === 'poison') expect(checked).toEqual({ kind: 'unknown-version' });
        else if (kind !== 'duplicate') expect(checked).toMatchObject({ kind: 'known' });
      }
    }),
    { numRuns: 20 },
  );
});

test('events are the same for the same seed and run, and others for others', () => {
  const ids = (events: readonly GeneratedEvent[]) => events.map(({ event }) => event.id);
  expect(take(500)).toEqual(take(500));
  expect(take(500, { seed: 2 }).map(({ event }) => event.data)).not.toEqual(take(500).map(({ event }) => event.data));
  const other = new Set(ids(take(500, { run: 'another' })));
  expect(ids(take(500)).filter((id) => other.has(id))).toEqual([]);
});

test('shares are about what was asked for: duplicates come as they were, and late ones are late for any stage', () => {
  const events = take(20_000);
  const seen = new Map<string, GeneratedEvent['event']>();
  const counts = { fresh: 0, duplicate: 0, late: 0, poison: 0 };
  for (const [index, { event, kind }] of events.entries()) {
    counts[kind] += 1;
    const before = seen.get(event.id);
    if (kind === 'duplicate') expect(before).toBe(event);
    else expect(before).toBeUndefined();
    const minutes = (NOW + index - Date.parse(event.occurredAt)) / 60_000;
    if (kind === 'late') expect(minutes).toBeGreaterThan(60);
    if (kind === 'fresh') expect(minutes).toBe(0);
    seen.set(event.id, event);
  }
  expect(counts.duplicate / events.length).toBeCloseTo(0.05, 1);
  expect(counts.late / events.length).toBeCloseTo(0.05, 1);
  expect(counts.poison / events.length).toBeCloseTo(0.02, 1);
  const submitted = events.filter(({ event }) => event.type === 'content.submitted').length;
  expect(submitted / events.length).toBeGreaterThan(0.1);
  expect(submitted / events.length).toBeLessThan(0.25);
});

test('a few items have most of the looks, and people come in sessions of several events', () => {
  const events = take(20_000, { mix: 'clickstream', shares: { duplicates: 0, late: 0, poison: 0 } });
  const items = Map.groupBy(events, ({ event }) => event.data.item);
  items.delete(undefined);
  const counts = [...items.values()].map(({ length }) => length).toSorted((one, other) => other - one);
  expect(counts[0]).toBeGreaterThan(5 * (counts[50] ?? 0));
  const sessions = Map.groupBy(events, ({ event }) => event.data.session);
  expect(events.length / sessions.size).toBeGreaterThan(3);
  for (const all of sessions.values()) expect(new Set(all.map(({ event }) => event.data.user)).size).toBe(1);
});

test('ranks are drawn by the law of Zipf: the first twice as often as the second', () => {
  const rankOf = zipf(3, 1);
  expect([0, 0.54, 0.55, 0.81, 0.82, 0.999].map(rankOf)).toEqual([0, 0, 1, 1, 2, 2]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, maxExcluded: true }), (count, chance) => {
      const rank = zipf(count, 1)(chance);
      expect(Number.isInteger(rank) && rank >= 0 && rank < count).toBe(true);
    }),
  );
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test.each<[ContentKind, readonly string[]]>([
  ['clean', ['approve']],
  ['spam', ['reject']],
  ['disguised', ['reject', 'escalate']],
  ['links', ['escalate']],
  ['ambiguous', ['escalate']],
])(
  'texts that are %s are decided by filters as %j, by the policy that holds where nobody wrote one',
  (kind, decisions) => {
    const compiled = compilePolicy(defaultPolicy.filters, sha256);
    const random = randomOf(3);
    for (let count = 0; count < 100; count += 1) {
      const text = textOf(kind, random);
      const { decision } = judge({ itemId: 'x', text, author: { ageDays: 100, rejections: 0 } }, compiled);
      expect({ text, isExpected: decisions.includes(decision), decision }).toMatchObject({ isExpected: true });
    }
  },
);
