import type { StreamedEvent } from '../events/envelope';
import type { ParkedRecord, ReturnedRecord } from './parked-record';
import type { ParkedStore } from './parked-store';

/** For so long after it is put into the stream an event may be put there again and counts once: as long as its sender may try (ms). */
export const AGAIN_MS = 24 * 3_600_000;

export interface PuttingBackDeps {
  readonly store: ParkedStore;
  /** Appends events to the stream. @returns for each whether it is there */
  readonly append: (events: readonly StreamedEvent[]) => Promise<readonly boolean[]>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ToPutBack {
  /** Hash of the organisation, and place. */
  readonly path: string;
  readonly by: string;
  /** Makes the event of what is parked, or says why not. */
  readonly make: (parked: ParkedRecord) => { readonly event: StreamedEvent } | { readonly refused: NotMade };
  /** Whether it has to be this event, and no other that somebody has put back before. */
  readonly isExact: boolean;
  /** Whether it is put back even where it could count twice, as an operator may decide. @default false */
  readonly isForced?: boolean;
}

/** Why no event could be made. */
export interface NotMade {
  readonly code: string;
  readonly detail: string;
}

export type PutBackOutcome =
  /** It is in the stream; `isNew` where it was not before. */
  | { readonly kind: 'put-back'; readonly record: ReturnedRecord; readonly isNew: boolean }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly refused: NotMade }
  /** Another event was put back in its place. */
  | { readonly kind: 'otherwise'; readonly record: ReturnedRecord }
  /** Somebody began to put it back, and was lost: whether it is in the stream is not known, nor would it be known there any more. */
  | { readonly kind: 'uncertain'; readonly record: ReturnedRecord }
  /** The stream has no room; the same may be asked again. */
  | { readonly kind: 'unavailable' };

/**
 * Puts a parked record back into the stream, so that it counts once however often, and by how many at once, it is asked for: the first notes for
 * good what is put back, others put back the same while the stream's readers know its id, and nobody does once it is there.
 *
 * @throws what the store throws; then the same may be asked again
 */
export async function putBack(deps: PuttingBackDeps, asked: ToPutBack): Promise<PutBackOutcome> {
  const { store, now } = deps;
  const before = await store.returned(asked.path);
  if (before) return again(deps, asked, before);
  const parked = await store.parked(asked.path);
  if (!parked) {
    const since = await store.returned(asked.path);
    return since ? again(deps, asked, since) : { kind: 'not-found' };
  }
  const made = asked.make(parked);
  if ('refused' in made) return { kind: 'refused', ...made };
  const at = new Date(now()).toISOString();
  const record = { ...parked, putBack: { by: asked.by, at, event: made.event, done: false } };
  if (await store.note(asked.path, record)) return settle(deps, asked, record);
  const theirs = await store.returned(asked.path);
  if (!theirs) throw new Error('Somebody else is about to note what is put back');
  return again(deps, asked, theirs);
}

async function again(deps: PuttingBackDeps, asked: ToPutBack, record: ReturnedRecord): Promise<PutBackOutcome> {
  const made = asked.isExact ? asked.make(record) : { event: record.putBack.event };
  if ('refused' in made) return { kind: 'refused', ...made };
  if (JSON.stringify(made.event) !== JSON.stringify(record.putBack.event)) return { kind: 'otherwise', record };
  if (record.putBack.done) {
    await deps.store.remove(asked.path);
    return { kind: 'put-back', record, isNew: false };
  }
  const isOver = deps.now() - Date.parse(record.putBack.at) > AGAIN_MS;
  if (isOver && !asked.isForced) return { kind: 'uncertain', record };
  return settle(deps, asked, record);
}

async function settle(
  { store, append }: PuttingBackDeps,
  { path }: ToPutBack,
  record: ReturnedRecord,
): Promise<PutBackOutcome> {
  const [isThere] = await append([record.putBack.event]);
  if (!isThere) return { kind: 'unavailable' };
  const done = { ...record, putBack: { ...record.putBack, done: true } };
  await store.confirm(path, done);
  await store.remove(path);
  return { kind: 'put-back', record: done, isNew: true };
}
