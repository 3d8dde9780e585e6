import { createKey } from '../../keys/api-keys';
import { platformTable } from './platform-table';
import type { TourContext } from './step';

type Scope = 'rag' | 'fraud' | 'streaming';

const made = new WeakMap<TourContext, Map<string, Promise<string>>>();

/**
 * The key of a machine that uses one design, and has not before: an authorizer notes the first use of a key. One for each tour.
 *
 * @param scope such as `rag`
 */
export function machineKey(context: TourContext, scope: Scope): Promise<string> {
  const keys = made.get(context) ?? new Map<string, Promise<string>>();
  made.set(context, keys);
  const known = keys.get(scope);
  if (known) return known;
  const key = newMachineKey(context, scope);
  keys.set(scope, key);
  return key;
}

/** A key that nobody has used. */
export async function newMachineKey({ laptop }: TourContext, scope: Scope): Promise<string> {
  const wanted = { name: `tour ${scope}`, org: 'acme', tier: 'paid', clearance: 1 } as const;
  const { key } = await createKey(platformTable(laptop), { ...wanted, scopes: [scope] }, Math.floor(Date.now() / 1000));
  return key;
}
