import { z } from 'zod';

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

/** What a stage may set for live views. */
export const liveSettings = z.strictObject({
  /** A view of a topic is sent once in so many seconds at most, however fast events come. */
  everySeconds: whole(1, 60),
  /** Open connections of one person or key. */
  mostConnections: whole(1, 1_000),
  /** Topics of one connection. */
  mostTopics: whole(1, 100),
  /** Views that a client may leave unacknowledged, and for how long, before it is dropped. */
  slow: z.strictObject({ frames: whole(2, 100), seconds: whole(5, 3600) }),
});
export type LiveSettings = z.output<typeof liveSettings>;

export const livePreset: LiveSettings = {
  everySeconds: 1,
  mostConnections: 10,
  mostTopics: 20,
  slow: { frames: 30, seconds: 60 },
};
