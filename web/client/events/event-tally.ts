import { type Percentiles, percentiles } from '../percentiles';
import { type EventKind, eventKinds, type GeneratedEvent } from './event-source';

/** An event that the service does not want, whenever it is sent. */
export interface RefusedEvent {
  readonly id: string;
  readonly type: string;
  readonly code: string;
  readonly detail: string;
}

/** How a run stands, or what came of it. */
export interface EventCounts {
  /** Events that the rate asked for so far. */
  readonly due: number;
  /** Events that were sent, those that came again on purpose among them. */
  readonly sent: number;
  readonly accepted: number;
  /** Of what was sent. */
  readonly byKind: Readonly<Record<EventKind, number>>;
  readonly refused: Readonly<Record<string, number>>;
  /** The latest of them. */
  readonly refusedEvents: readonly RefusedEvent[];
  /** Given up after all tries, by the code of the last one. */
  readonly lost: Readonly<Record<string, number>>;
  /** How often an event was sent once more, with its id, because the service was busy or not there. */
  readonly sentAgain: number;
  readonly requestsUnderWay: number;
  /** Milliseconds: of each request, and from when the rate asked for the first event of a batch until it was answered for good. */
  readonly latencyMs: { readonly request?: Percentiles | undefined; readonly fromDue?: Percentiles | undefined };
}

const MOST_REFUSED_KEPT = 20;
/** Requests of which times are kept: hours at four a second. */
const MOST_TIMES = 50_000;

/** Counts what becomes of generated events. */
export class EventTally {
  due = 0;
  sent = 0;
  accepted = 0;
  sentAgain = 0;
  requestsUnderWay = 0;
  readonly #byKind = Object.fromEntries(eventKinds.map((kind) => [kind, 0])) as Record<EventKind, number>;
  readonly #refused: Record<string, number> = {};
  readonly #lost: Record<string, number> = {};
  #refusedEvents: readonly RefusedEvent[] = [];
  #requestMs: number[] = [];
  #fromDueMs: number[] = [];

  send({ kind }: GeneratedEvent): void {
    this.sent += 1;
    this.#byKind[kind] += 1;
  }

  refuse({ event: { id, type } }: GeneratedEvent, code: string, detail: string): void {
    this.#refused[code] = (this.#refused[code] ?? 0) + 1;
    this.#refusedEvents = [...this.#refusedEvents, { id, type, code, detail }].slice(-MOST_REFUSED_KEPT);
  }

  lose(events: number, code: string): void {
    this.#lost[code] = (this.#lost[code] ?? 0) + events;
  }

  get wasAnswered(): boolean {
    return this.#requestMs.length > 0;
  }

  /** A request that was answered. */
  answered(ms: number): void {
    this.#requestMs = kept(this.#requestMs, ms);
  }

  /** A batch of which nothing is open any more. */
  settled(ms: number): void {
    this.#fromDueMs = kept(this.#fromDueMs, ms);
  }

  counts(): EventCounts {
    const { due, sent, accepted, sentAgain, requestsUnderWay } = this;
    return {
      ...{ due, sent, accepted, sentAgain, requestsUnderWay, byKind: { ...this.#byKind } },
      ...{ refused: { ...this.#refused }, refusedEvents: this.#refusedEvents, lost: { ...this.#lost } },
      latencyMs: { request: percentiles(this.#requestMs), fromDue: percentiles(this.#fromDueMs) },
    };
  }
}

/** Of very many the older half goes. */
function kept(times: number[], ms: number): number[] {
  times.push(ms);
  return times.length > MOST_TIMES ? times.slice(MOST_TIMES / 2) : times;
}
