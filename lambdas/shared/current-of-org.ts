/** Milliseconds for which a value is taken from memory: a new one holds everywhere after that. */
const CACHE_MS = 5_000;

/** Organisations whose value is kept ready, unless it is said how many. */
const MOST_ORGS = 1_000;

export interface CurrentDeps<T> {
  /** Rejects where the value cannot be had, or not be understood. Gets what was known last: it may be the same by now. */
  readonly read: (org: string, before: T | undefined) => Promise<T>;
  /** What holds where nothing has ever been read; asked for when it is needed. Without it, asking then rejects. */
  readonly initial?: () => T;
  /** @default 1,000 organisations are kept ready */
  readonly mostOrgs?: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told why a value could not be had. */
  readonly onError: (error: unknown) => void;
}

/**
 * Gives what holds for an organisation, from memory where it is fresh. When it cannot be had, what was known last holds; where nothing
 * was, the initial value does where there is one: a payment is never left without.
 */
export function createCurrent<T>({ read, initial, now, onError, mostOrgs = MOST_ORGS }: CurrentDeps<T>) {
  const known = new Map<string, { readonly readAt: number; readonly value: T }>();

  async function readOr(org: string, before: T | undefined): Promise<T> {
    try {
      return await read(org, before);
    } catch (error) {
      const value = before ?? initial?.();
      if (value === undefined) throw error;
      onError(error);
      return value;
    }
  }

  return async function currentOf(org: string): Promise<T> {
    const cached = known.get(org);
    if (cached && now() - cached.readAt < CACHE_MS) return cached.value;
    const value = await readOr(org, cached?.value);
    known.delete(org);
    known.set(org, { readAt: now(), value });
    for (const oldest of known.keys()) {
      if (known.size <= mostOrgs) break;
      known.delete(oldest);
    }
    return value;
  };
}
