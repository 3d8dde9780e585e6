import { setTimeout } from 'node:timers/promises';
import type { Clock } from './domain/ports';

export const systemClock: Clock = {
  now: Date.now,
  wait: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};
