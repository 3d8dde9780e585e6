import type { ServiceTime } from './service-times';

/** A part of a request's way, as data. */
export type Part =
  /** Takes a time, however many do the same. */
  | { readonly kind: 'takes'; readonly time: ServiceTime }
  /** The throttle of an API's stage, by its construct. */
  | { readonly kind: 'throttle'; readonly at: string }
  /** A function is held for as long as its parts take. */
  | { readonly kind: 'invokes'; readonly at: string; readonly parts: readonly Part[] }
  /** Waits for a poller of event source mappings, which is held for as long as the parts take: queues of tiers count as one. */
  | { readonly kind: 'polled'; readonly at: readonly string[]; readonly parts: readonly Part[] }
  /** What reads a shard in order, so many parts of it at once as the event source mapping has. */
  | { readonly kind: 'in-order'; readonly at: string; readonly parts: readonly Part[] }
  | { readonly kind: 'together'; readonly branches: readonly (readonly Part[])[] }
  /** By a part of all requests, from 0 to 1. */
  | { readonly kind: 'sometimes'; readonly share: number; readonly parts: readonly Part[] }
  /** Given up after so long, and gone on without: a degraded answer. */
  | { readonly kind: 'at-most'; readonly ms: number; readonly parts: readonly Part[] }
  /** Tried again after a wait that doubles, when it is turned away. */
  | { readonly kind: 'tries'; readonly attempts: number; readonly backoffMs: number; readonly parts: readonly Part[] }
  /** What reads a shard in batches, each worked on so many at a time, and done when all of it is. */
  | { readonly kind: 'in-batches'; readonly at: string; readonly atOnce: number; readonly parts: readonly Part[] }
  /** Notes the time since the request came, or since it passed another mark. */
  | { readonly kind: 'mark'; readonly name: string; readonly since?: string };

/** What a way is held against. */
export interface Target {
  /** Until which mark; `done` is the end. */
  readonly mark: string;
  /** Part of the requests that have to be there, such as 0.95. */
  readonly share: number;
  /** Milliseconds. */
  readonly ms: number;
  /** Where it is written. */
  readonly from: string;
}

export interface Way {
  readonly name: string;
  /** Requests that go this way for each unit of use. */
  readonly requestsAUnit: number;
  /** A part that stands for the whole, since parts share nothing: requests a second of a shard. @default the whole of a cell */
  readonly bound?: { readonly perSecond: number; readonly what: string };
  readonly parts: readonly Part[];
  readonly targets: readonly Target[];
  /** Marks that are told beside the targets. @default the end alone */
  readonly shown?: readonly string[];
}
