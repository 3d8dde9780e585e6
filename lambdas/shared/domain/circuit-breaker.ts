/** Failures in a row, of one target in one process, that open its circuit. */
export const FAILURES_TO_OPEN = 3;
/** Milliseconds for which an open circuit lets nothing through. */
export const OPEN_MS = 10_000;
/** Milliseconds that a probe may take; after them, one more process may probe. */
export const PROBE_MS = 30_000;

/** Where all processes of a region see which circuits are open. */
export interface CircuitStore {
  /** @returns when the circuit may be probed (milliseconds since the epoch); undefined while it is closed */
  read(target: string): Promise<number | undefined>;
  /** Opens the circuit, or keeps it open, until then. */
  open(target: string, until: number): Promise<void>;
  /** Moves the end of the open time, for one of all who saw it end at `seen`. @returns whether that is this one */
  claim(target: string, seen: number, until: number): Promise<boolean>;
  close(target: string): Promise<void>;
}

/** Leave to send one request. How it ended is told once, or never where the caller left before its end. */
export interface Permit {
  succeeded(): Promise<void>;
  failed(): Promise<void>;
}

/** Tells which targets may be asked. */
export interface CircuitBreaker {
  /** @returns undefined while the circuit is open: fail fast */
  enter(target: string): Promise<Permit | undefined>;
}

/**
 * A circuit for each target: closed, it lets all through; after failures in a row it is open, and lets nothing through;
 * after a time it lets one request probe, in all processes, whose success closes it and whose failure keeps it open.
 *
 * @param now milliseconds since the epoch
 */
export function createCircuitBreaker(store: CircuitStore, now: () => number): CircuitBreaker {
  const failures = new Map<string, number>();

  const probe = (target: string): Permit => ({
    async succeeded() {
      failures.delete(target);
      await store.close(target);
    },
    failed: () => store.open(target, now() + OPEN_MS),
  });

  const pass = (target: string): Permit => ({
    async succeeded() {
      failures.delete(target);
    },
    async failed() {
      const count = (failures.get(target) ?? 0) + 1;
      failures.set(target, count);
      if (count < FAILURES_TO_OPEN) return;
      failures.delete(target);
      await store.open(target, now() + OPEN_MS);
    },
  });

  return {
    async enter(target) {
      const until = await store.read(target);
      if (until === undefined) return pass(target);
      if (now() < until) return undefined;
      return (await store.claim(target, until, now() + PROBE_MS)) ? probe(target) : undefined;
    },
  };
}

/** Circuits of one process alone. */
export function circuitsInMemory(): CircuitStore {
  const circuits = new Map<string, number>();
  return {
    read: async (target) => circuits.get(target),
    open: async (target, until) => void circuits.set(target, until),
    claim: async (target, seen, until) => {
      if (circuits.get(target) !== seen) return false;
      circuits.set(target, until);
      return true;
    },
    close: async (target) => void circuits.delete(target),
  };
}
