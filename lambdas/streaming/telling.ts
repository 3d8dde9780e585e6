import type { Logger } from '../shared/logger';
import type { LiveRates } from './adapters/live-rates';
import type { SendTicks } from './adapters/live-ticks';
import type { Change } from './domain/features/change';
import { ratesOf } from './domain/live/rates';
import { changedTopics } from './domain/live/topic';
import { topicKey } from './domain/live/topic-key';
import type { Watching } from './watching';

export interface TellingDeps {
  readonly watching: Watching;
  readonly tick: SendTicks;
  readonly rates: Pick<LiveRates, 'add'>;
  /** Chooses among the parts of a second. */
  readonly part: number;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What a batch came to. */
export interface Told {
  readonly changes: readonly Change[];
  /** Organisation of each record that was put aside, as far as it is known. */
  readonly parked: readonly string[];
}

/** Tells of what changed to those who watch it. Never fails: live views hold up nothing, and what they miss now they show within a minute. */
export type Tell = (told: Told) => Promise<void>;

/** For a topic that nobody watches nothing is done: a look at what is watched every two seconds is all that an unwatched stream costs. */
export function createTell({ watching, tick, rates, part, now, logger }: TellingDeps): Tell {
  return async ({ changes, parked }) => {
    try {
      const keys = await watching();
      if (keys.size === 0) return;
      const own = [...ratesOf(changes, parked, now())].filter(([org]) =>
        keys.has(topicKey({ org, topic: 'throughput' })),
      );
      await Promise.all(own.map(([org, rate]) => rates.add(org, part, rate)));
      const topics = new Map(
        [...changes.flatMap(changedTopics), ...own.map(([org]) => ({ org, topic: 'throughput' }))]
          .filter((of) => keys.has(topicKey(of)))
          .map((of) => [topicKey(of), of]),
      );
      if (topics.size > 0) await tick([...topics.values()]);
    } catch (error) {
      logger.warn('Those who watch could not be told of changes', error as Error);
    }
  };
}
