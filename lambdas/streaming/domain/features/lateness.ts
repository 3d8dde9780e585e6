import type { KnownEvent } from '../events/read-record';

/** What becomes of late events: counted as long as their bucket is kept, or left out of features. */
export const latePolicies = ['counted', 'aside'] as const;
export type LatePolicy = (typeof latePolicies)[number];

/**
 * Whether an event came after the watermark had passed it: by when the API took it in, and not by when it is read. So it is the same for
 * whoever reads it, and when it is delivered again, put back or replayed.
 */
export const isLate = ({ occurredAt, receivedAt }: Pick<KnownEvent, 'occurredAt' | 'receivedAt'>, allowedMs: number) =>
  occurredAt < receivedAt - allowedMs;
