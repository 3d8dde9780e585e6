import * as fc from 'fast-check';
import type { Principal } from '../../../../../lambdas/shared/domain/principal';
import type { Change } from '../../../../../lambdas/streaming/domain/features/change';
import { entityKinds } from '../../../../../lambdas/streaming/domain/features/feature';
import { mayWatch } from '../../../../../lambdas/streaming/domain/live/permission';
import { advance, isSlow, MOST_FRAMES_BEHIND } from '../../../../../lambdas/streaming/domain/live/publication';
import { ratesOf } from '../../../../../lambdas/streaming/domain/live/rates';
import { changedTopics, topicOf } from '../../../../../lambdas/streaming/domain/live/topic';
import { rankings } from '../../../../../lambdas/streaming/domain/rankings/ranking';
import { alice, anyPrincipal } from '../../../support/principals';

const text = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
});

it('whatever changes is a topic that can be watched', () => {
  const part = fc.record({ org: text, kind: fc.constantFrom(...entityKinds), id: text, part: fc.nat(3) });
  const counter = fc
    .constantFrom(...rankings)
    .chain(({ name, by }) =>
      fc.record({ org: text, ranking: fc.constant(name), of: by === 'sessions' ? text : fc.constant(undefined) }),
    );
  fc.assert(
    fc.property(fc.array(part), fc.array(counter), (parts, counters) => {
      const change = { parts: parts.map((ref) => ({ ref })), counters } as unknown as Change;
      const topics = changedTopics(change);
      for (const { topic } of topics) expect(topicOf(topic)).toBeDefined();
      expect(new Set(topics.map(({ org }) => org))).toEqual(new Set([...parts, ...counters].map(({ org }) => org)));
    }),
  );
});

it('no text makes a topic of a kind that there is not', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const topic = topicOf(name);
      if (topic) expect(name.startsWith(topic.kind)).toBe(true);
    }),
  );
  for (const name of [
    '',
    ':',
    'trending',
    'trending:together_today',
    'together:',
    'features:shop:1',
    'throughput:',
    'verdicts:x',
  ])
    expect(topicOf(name)).toBeUndefined();
});

const anyGroups = fc.subarray(['operations', 'moderators', 'senior-moderators', 'staff']);

it('what shows how the stage does, or what was judged, is for those who are named for it and for nobody else', () => {
  fc.assert(
    fc.property(anyPrincipal, fc.boolean(), anyGroups, (some, isKey, groups) => {
      const who = { ...some, groups, userId: isKey ? 'key:1' : 'u1', ...(isKey && { credential: 'api-key' as const }) };
      const mayWatchAll = (principal: Principal) => [
        mayWatch(principal, { kind: 'throughput' }),
        mayWatch(principal, { kind: 'verdicts' }),
      ];
      const reviews = groups.includes('moderators') || groups.includes('senior-moderators');
      if (who.credential === 'api-key') expect(mayWatchAll(who)).toEqual([true, false]);
      else expect(mayWatchAll(who)).toEqual([groups.includes('operations'), reviews]);
      // A ticket is as good as what it was given for, and no better.
      expect(mayWatchAll({ ...who, userId: isKey ? 'key:1' : 'u1', credential: 'ticket' })).toEqual(
        mayWatchAll(isKey ? who : { ...who, credential: 'jwt' }),
      );
    }),
  );
  expect(mayWatch(alice, { kind: 'secrets' as 'throughput' })).toBe(false);
});

it('a client is slow by the views that it has not acknowledged, or by how long ago the first of them was made', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 150 });
  const patience = { frames: 30, ms: 60_000 };
  fc.assert(
    fc.property(steps, fc.nat(), fc.nat(100_000), (waits, place, later) => {
      let publication = advance(undefined, '0', 0);
      let now = 0;
      const madeAt = [0];
      for (const [index, wait] of waits.entries()) {
        now += wait;
        madeAt.push(now);
        publication = publication && advance(publication, String(index + 1), now);
      }
      if (!publication) throw new Error('nothing was published');
      expect(advance(publication, publication.cursor, now)).toBeUndefined();
      expect(publication.madeAt.length).toBeLessThanOrEqual(MOST_FRAMES_BEHIND + 1);
      const acked = place % (publication.seq + 1);
      const behind = publication.seq - acked;
      const waited = now + later - (madeAt[acked] ?? 0);
      expect(isSlow(publication, acked, patience, now + later)).toBe(
        behind > patience.frames || (behind > 0 && waited > patience.ms),
      );
    }),
  );
});

it('tells each organisation of its own events only, and of what was parked of them', () => {
  const event = (org: string, receivedAt: number, late = false) => ({ event: { org, receivedAt }, counts: true, late });
  const changes = [
    { events: [event('acme', 10), event('acme', 40, true), event('globex', 90)] },
  ] as unknown as Change[];
  expect(Object.fromEntries(ratesOf(changes, ['globex', 'other'], 100))).toEqual({
    acme: { counted: 2, late: 1, parked: 0, ageMs: 90 },
    globex: { counted: 1, late: 0, parked: 1, ageMs: 10 },
    other: { counted: 0, late: 0, parked: 1, ageMs: 0 },
  });
});
