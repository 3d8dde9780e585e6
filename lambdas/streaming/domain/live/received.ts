import type { LiveFrame } from '../api/live';

/** What a client knows of its topics: on one connection seqs grow, and cursors outlive it. */
export interface Received {
  readonly seqs: ReadonlyMap<string, number>;
  readonly cursors: ReadonlyMap<string, string>;
}

export const nothingReceived: Received = { seqs: new Map(), cursors: new Map() };

/** Whether a view brings something: neither one that came before, nor what was seen on an earlier connection. */
export const isNews = ({ seqs, cursors }: Received, { topic, seq, cursor }: LiveFrame['view']): boolean =>
  seq > (seqs.get(topic) ?? 0) && cursor !== cursors.get(topic);

/** What is known after a view; the same as before for one that came before. */
export function receive(before: Received, { topic, seq, cursor }: LiveFrame['view']): Received {
  if (seq <= (before.seqs.get(topic) ?? 0)) return before;
  return {
    seqs: new Map(before.seqs).set(topic, seq),
    cursors: new Map(before.cursors).set(topic, cursor),
  };
}

/** On a new connection: what was seen, to resume from. */
export const reconnected = ({ cursors }: Received): Received => ({ seqs: new Map(), cursors });
