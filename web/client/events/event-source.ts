import { randomOf } from '../../../models/random';
import { clickstream, type Happening } from './clickstream';
import { content } from './content';

export const mixes = ['clickstream', 'content', 'both'] as const;
export type Mix = (typeof mixes)[number];

/** An event as `POST /v1/events` takes it. */
export interface SentEvent extends Happening {
  readonly id: string;
  /** ISO 8601. */
  readonly occurredAt: string;
}

/**
 * What is sent of an event. `duplicate`: one that was sent before, as it was. `late`: after every watermark. `poison`: of a version that the
 * service does not know, which it takes in and parks.
 */
export const eventKinds = ['fresh', 'duplicate', 'late', 'poison'] as const;
export type EventKind = (typeof eventKinds)[number];

export interface SourceOptions {
  /** Whole number: the same one gives the same events. */
  readonly seed: number;
  /** Names the run in all ids: the same run again is the same events again, which count once. */
  readonly run: string;
  readonly mix: Mix;
  /** Parts of all events, from 0 to 1, together at most 1. */
  readonly shares: Readonly<Record<'duplicates' | 'late' | 'poison', number>>;
}

export interface GeneratedEvent {
  readonly kind: EventKind;
  readonly event: SentEvent;
}

/** Of `both`, one event in six is something that is submitted: what the design is sized for. */
const CONTENT_SHARE = 1 / 6;
/** Events of which one may come again. */
const REMEMBERED = 500;
/** A version that no deployment knows. */
export const UNKNOWN_VERSION = 99;
const MINUTE_MS = 60_000;
/** Later than any stage waits for, and young enough for all of them. */
const LATE_MINUTES = { least: 90, most: 180 };

/** Events one by one, the same for the same options but for the time that each is asked for at. */
export function eventSource({ seed, run, mix, shares }: SourceOptions): (now: number) => GeneratedEvent {
  const random = randomOf(seed);
  const [clicks, texts] = [clickstream(random, run), content(random, run)];
  const sent: SentEvent[] = [];
  let made = 0;

  const happening = (): Happening => {
    const isContent = mix === 'content' || (mix === 'both' && random() < CONTENT_SHARE);
    return (isContent ? texts : clicks).next().value;
  };
  const kindOf = (chance: number): EventKind => {
    if (chance < shares.duplicates) return sent.length > 0 ? 'duplicate' : 'fresh';
    if (chance < shares.duplicates + shares.late) return 'late';
    return chance < shares.duplicates + shares.late + shares.poison ? 'poison' : 'fresh';
  };
  return (now) => {
    const kind = kindOf(random());
    const again = kind === 'duplicate' ? sent[Math.floor(random() * sent.length)] : undefined;
    if (again) return { kind, event: again };
    const { type, version, data } = happening();
    const { least, most } = LATE_MINUTES;
    const minutes = kind === 'late' ? least + random() * (most - least) : 0;
    const event: SentEvent = {
      ...{ id: `gen-${seed}-${run}-${made}`, type, data },
      version: kind === 'poison' ? UNKNOWN_VERSION : version,
      occurredAt: new Date(now - minutes * MINUTE_MS).toISOString(),
    };
    sent[made % REMEMBERED] = event;
    made += 1;
    return { kind, event };
  };
}
