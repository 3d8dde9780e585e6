import type { AppendEvents } from './adapters/event-log';
import type { ImageStore } from './adapters/image-store';
import { submittedAgain } from './domain/cascade/content';
import { isUnsettled, type ModerationCase } from './domain/cascade/moderation-case';
import type { ImageRef } from './domain/images/image-ref';

export interface WakingDeps {
  readonly store: Pick<ImageStore, 'waitingFor' | 'forgetWaiting'>;
  readonly caseOf: (org: string, id: string, version: number) => Promise<ModerationCase | undefined>;
  /** Puts events into the stream that items are judged from. */
  readonly append: AppendEvents;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Has items judged again that waited for an image: their own events are put into the stream once more, as if they were delivered twice, which
 * changes nothing of what is settled. An item without a case is being judged this moment, by somebody who looks at the image after that.
 *
 * @throws Error where the stream has no room; what was told is forgotten, and the others wait on
 */
export function createWaking({ store, caseOf, append, now }: WakingDeps) {
  return async function wake(ref: ImageRef): Promise<void> {
    for (;;) {
      const waiting = await store.waitingFor(ref);
      if (waiting.length === 0) return;
      const cases = await Promise.all(waiting.map(({ org, id, version }) => caseOf(org, id, version)));
      const events = waiting.flatMap(({ until }, at) => {
        const given = cases[at];
        const isWaiting = given?.awaits && until > now() && isUnsettled(given, now());
        return isWaiting ? [submittedAgain(given.content, given.awaits)] : [];
      });
      const told = events.length > 0 ? await append(events) : [];
      if (told.includes(false)) throw new Error('Items that wait for an image could not be told that it was looked at');
      await Promise.all(waiting.map((one) => store.forgetWaiting(ref, one)));
    }
  };
}
