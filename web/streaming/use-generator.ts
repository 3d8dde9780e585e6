import { useCallback, useEffect, useRef, useState } from 'react';
import type { Advice } from '../client/advice';
import { eventSource } from '../client/events/event-source';
import { type EventCounts, EventTally } from '../client/events/event-tally';
import type { GeneratorSettings } from '../client/events/generator-form';
import { sendEvents } from '../client/events/send-events';
import { adviceOn } from '../client/streaming';
import type { StreamingClient } from '../client/streaming-client';

export interface GeneratorRun {
  readonly rate: number;
  readonly isRunning: boolean;
  readonly seconds: number;
  readonly counts: EventCounts;
}

const LOOK_MS = 500;

/** Generated events: they are sent as long as the page is there, or until they are stopped. */
export function useGenerator(client: StreamingClient) {
  const [run, setRun] = useState<GeneratorRun>();
  const [problem, setProblem] = useState<Advice>();
  const under = useRef<AbortController>(undefined);
  const stop = useCallback(() => under.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const start = useCallback(
    async ({ rate, mix, seed, shares }: GeneratorSettings) => {
      under.current?.abort();
      const over = new AbortController();
      under.current = over;
      const [tally, began] = [new EventTally(), performance.now()];
      const look = (isRunning: boolean) => {
        // Of a run that another one followed nothing is told any more.
        if (under.current !== over) return;
        setRun({ rate, isRunning, seconds: (performance.now() - began) / 1000, counts: tally.counts() });
      };
      setProblem(undefined);
      look(true);
      const ticker = setInterval(() => look(true), LOOK_MS);
      try {
        await sendEvents({
          ...{ rate, tally, signal: over.signal },
          next: eventSource({ seed, mix, shares, run: Date.now().toString(36) }),
          send: (events, signal) => client.sendEvents(events, signal),
        });
      } catch (error) {
        setProblem(adviceOn(error));
      } finally {
        clearInterval(ticker);
        look(false);
      }
    },
    [client],
  );
  return { run, problem, start, stop };
}
export type Generator = ReturnType<typeof useGenerator>;
