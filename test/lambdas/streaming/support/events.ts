import * as fc from 'fast-check';
import type { StreamedEvent } from '../../../../lambdas/streaming/domain/events/envelope';

/** 2023-11-14, a Tuesday, 22:13:20 UTC. */
export const NOW = 1_700_000_000_000;
const DAY_MS = 86_400_000;

/** An event as the API puts it into the stream. */
export const streamed = (changes: Partial<StreamedEvent> & { readonly at?: number } = {}): StreamedEvent => {
  const { at = NOW, ...rest } = changes;
  return {
    ...{ id: 'e1', type: 'item.viewed', version: 2, org: 'acme', receivedAt: NOW },
    occurredAt: new Date(at).toISOString(),
    data: { user: 'u1', session: 's1', item: 'i1', surface: 'page' },
    ...rest,
  };
};

const few = (prefix: string, most: number) => fc.integer({ min: 1, max: most }).map((n) => `${prefix}${n}`);
const visit = { user: few('u', 4), session: few('s', 6) };
const ofItem = { ...visit, item: few('i', 5) };

const dataOf = fc.oneof(
  fc.record(ofItem).map((data) => ({ type: 'item.viewed', version: 1, data })),
  fc
    .record({ ...ofItem, surface: fc.constantFrom('list', 'page') })
    .map((data) => ({ type: 'item.viewed', version: 2, data })),
  fc.record(ofItem).map((data) => ({ type: 'item.clicked', version: 1, data })),
  fc
    .record({ ...ofItem, quantity: fc.integer({ min: 1, max: 9 }) })
    .map((data) => ({ type: 'item.purchased', version: 1, data })),
  fc.record({ ...visit, query: fc.constant('shoes') }).map((data) => ({ type: 'search.made', version: 1, data })),
);

/** An event of few users, sessions and items in the last two days; the id is for who uses it to give. */
export const anyEvent: fc.Arbitrary<Omit<StreamedEvent, 'id'>> = fc
  .record({
    content: dataOf,
    org: fc.constantFrom('acme', 'globex'),
    ago: fc.oneof(fc.integer({ min: 0, max: 3_600_000 }), fc.integer({ min: 0, max: 2 * DAY_MS })),
    waited: fc.integer({ min: 0, max: 7_200_000 }),
  })
  .map(({ content, org, ago, waited }) => ({
    ...content,
    org,
    occurredAt: new Date(NOW - ago).toISOString(),
    receivedAt: Math.min(NOW, NOW - ago + waited),
  }));
