import * as z from 'zod/mini';
import { createCurrent } from '../shared/current-of-org';
import type { CascadePolicy } from './domain/cascade/cascade-policy';

/** What is needed of a version to see whether it is another one; the policy itself is checked when it is. */
export const storedPolicySchema = z.object({ version: z.int(), writtenAt: z.int(), policy: z.unknown() });

export interface CurrentPolicyDeps<T> {
  /** What is stored for an organisation; undefined until it has a policy of its own. */
  readonly stored: (org: string) => Promise<z.infer<typeof storedPolicySchema> | undefined>;
  /** Makes of a policy what is asked for. Of one that this version cannot read it gets the default, and why. */
  readonly make: (policy: CascadePolicy, unread?: string) => T;
  readonly mostOrgs?: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

const defaultPolicy = async () => (await import('./domain/cascade/default-policy')).defaultPolicy;

/**
 * Gives what the policy of an organisation makes: its own, or the default. It is made once for a version, and what a cold start
 * may do without is loaded when it is needed: the default policy, and what checks one of an organisation's own.
 */
export function createCurrentPolicy<T>({ stored, make, mostOrgs, now, onError }: CurrentPolicyDeps<T>) {
  let made: { readonly stamp: string; readonly value: T } | undefined;
  const defaults = async () => {
    made ??= { stamp: 'default', value: make(await defaultPolicy()) };
    return made;
  };
  const current = createCurrent<{ readonly stamp: string; readonly value: T }>({
    async read(org, before) {
      const found = await stored(org);
      if (!found) return defaults();
      const stamp = `${found.version} ${found.writtenAt}`;
      if (before?.stamp === stamp) return before;
      const { readCascadePolicy } = await import('./domain/cascade/cascade-policy');
      const read = readCascadePolicy(found.policy);
      if ('policy' in read) return { stamp, value: make(read.policy) };
      const unread = `version ${found.version} of the policy cannot be read: ${read.problem}`;
      onError(new Error(unread));
      return { stamp, value: make(await defaultPolicy(), unread.slice(0, 1_000)) };
    },
    ...(mostOrgs !== undefined && { mostOrgs }),
    now,
    onError,
  });
  /** Many items are read at once: one of them has a policy read, and made ready. */
  const reading = new Map<string, ReturnType<typeof current>>();
  return async (org: string): Promise<T> => {
    const read = reading.get(org) ?? current(org);
    reading.set(org, read);
    try {
      return (await read).value;
    } finally {
      reading.delete(org);
    }
  };
}
