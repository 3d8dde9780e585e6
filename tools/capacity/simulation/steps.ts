import type { Distribution } from './distributions';
import type { Random } from './random-streams';
import type { Outcome, Resource } from './resource';
import type { Simulation } from './simulation';
import { Ticket } from './ticket';

/** One request on its way. */
export interface Request {
  /** Notes how long it took (ms) until here since it came, or since it passed another mark. */
  mark(name: string, since?: string): void;
}

/** A part of a request's way: begins, and tells once how it ended. */
export type Step = (request: Request, ticket: Ticket, ended: (outcome: Outcome) => void) => void;

export interface StepsOptions {
  readonly simulation: Simulation;
  readonly random: Random;
}

/** Takes time, however many do the same at once. */
export function delay({ simulation, random }: StepsOptions, time: Distribution): Step {
  return (_request, _ticket, ended) => simulation.after(time.sample(random), () => ended('done'));
}

/** Holds one of a resource for as long as a step takes: a server, a place, an environment that waits for what it called. */
export function holding(resource: Resource, inner: Step): Step {
  return (request, ticket, ended) =>
    resource.take(
      ticket,
      (release) =>
        inner(request, ticket, (outcome) => {
          release();
          ended(outcome);
        }),
      ended,
    );
}

/** Passes a limit that lets through or turns away. */
export function through(resource: Resource): Step {
  return holding(resource, (_request, _ticket, ended) => ended('done'));
}

/** One after the other; ends with the first that is not done, or when nobody waits any more. */
export function sequence(...steps: readonly Step[]): Step {
  return (request, ticket, ended) => {
    const from = (index: number): void => {
      const step = steps[index];
      if (!step) ended('done');
      else if (!ticket.live) ended('timed-out');
      else step(request, ticket, (outcome) => (outcome === 'done' ? from(index + 1) : ended(outcome)));
    };
    from(0);
  };
}

/** All at once, joined when the last has ended; not done when one is not. */
export function parallel(...steps: readonly Step[]): Step {
  return (request, ticket, ended) => {
    let open = steps.length;
    let worst: Outcome = 'done';
    if (open === 0) ended('done');
    for (const step of steps) {
      step(request, ticket, (outcome) => {
        open -= 1;
        if (outcome !== 'done') worst = outcome;
        if (open === 0) ended(worst);
      });
    }
  };
}

/** Notes the time since the request came, or since it passed another mark. */
export function mark(name: string, since?: string): Step {
  return (request, _ticket, ended) => {
    request.mark(name, since);
    ended('done');
  };
}

/** Gives up after so long (ms). What it waited for in a queue is left; what was being served is served to its end, for nobody. */
export function within(simulation: Simulation, ms: number, inner: Step): Step {
  return (request, ticket, ended) => {
    const own = new Ticket(ticket);
    let over = false;
    const once = (outcome: Outcome): void => {
      if (over) return;
      over = true;
      callOff();
      ended(outcome);
    };
    const callOff = simulation.after(ms, () => {
      own.cancel();
      once('timed-out');
    });
    inner(request, own, once);
  };
}

/** What was begun goes on when who asked has given up: a function runs to its end when its caller is gone. */
export function detached(inner: Step): Step {
  return (request, _ticket, ended) => inner(request, new Ticket(), ended);
}

export interface Retries {
  /** Attempts in all. */
  readonly attempts: number;
  /** Longest wait before the first retry (ms); it doubles with each further one. */
  readonly backoffMs: number;
  /** @default no longest wait */
  readonly mostBackoffMs?: number;
}

/** Again, when an attempt is not done, after a random part of a wait that doubles: exponential backoff with full jitter. */
export function retrying({ simulation, random }: StepsOptions, retries: Retries, inner: Step): Step {
  const { attempts, backoffMs, mostBackoffMs = Number.POSITIVE_INFINITY } = retries;
  return (request, ticket, ended) => {
    const attempt = (made: number): void =>
      inner(request, ticket, (outcome) => {
        if (outcome === 'done' || made >= attempts || !ticket.live) ended(outcome);
        else simulation.after(random() * Math.min(mostBackoffMs, backoffMs * 2 ** (made - 1)), () => attempt(made + 1));
      });
    attempt(1);
  };
}

/** Something else instead, when it is not done: a degraded answer. */
export function orElse(inner: Step, instead: Step): Step {
  return (request, ticket, ended) =>
    inner(request, ticket, (outcome) => (outcome === 'done' ? ended('done') : instead(request, ticket, ended)));
}

/** One step for a part of all requests, from 0 to 1, and another one for the rest. */
export function either(random: Random, share: number, step: Step, rest: Step): Step {
  return (request, ticket, ended) => (random() < share ? step : rest)(request, ticket, ended);
}

/** Ends at once. */
export const nothing: Step = (_request, _ticket, ended) => ended('done');
