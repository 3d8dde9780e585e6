import { useCallback, useState } from 'react';
import { adviceOn } from '../client/streaming';
import type { ModerationReview, Queue, StreamingClient } from '../client/streaming-client';
import { type Polled, usePolled } from '../use-polled';

const LOOK_MS = 5_000;
const nothing: readonly ModerationReview[] = [];

export interface QueueState {
  readonly queue: Queue;
  readonly setQueue: (queue: Queue) => void;
  readonly reviews: Polled<readonly ModerationReview[]>;
}

/** What waits for people, in one of the queues; nothing is read for whom it is not for. */
export function useQueue(client: StreamingClient, isForThem: boolean): QueueState {
  const [queue, setQueue] = useState<Queue>('moderators');
  const reviews = usePolled(
    useCallback(
      (signal) => (isForThem ? client.reviews(queue, signal) : Promise.resolve(nothing)),
      [client, queue, isForThem],
    ),
    LOOK_MS,
    adviceOn,
  );
  return { queue, setQueue, reviews };
}
