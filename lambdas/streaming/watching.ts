import { type OrgTopic, topicKey } from './domain/live/topic-key';

/** Milliseconds for which it is known what is watched. */
const KNOWN_MS = 2_000;

/** The keys of all topics that anybody watches, as they were within the last two seconds. */
export type Watching = () => Promise<ReadonlySet<string>>;

/** @param now milliseconds since the epoch */
export function createWatching(watched: () => Promise<readonly OrgTopic[]>, now: () => number): Watching {
  let known: { readonly at: number; readonly keys: ReadonlySet<string> } | undefined;
  return async () => {
    if (!known || now() - known.at >= KNOWN_MS) {
      const at = now();
      known = { at, keys: new Set((await watched()).map(topicKey)) };
    }
    return known.keys;
  };
}
