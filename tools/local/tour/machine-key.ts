import { createKey } from '../../keys/api-keys';
import { platformTable } from './platform-table';
import type { TourContext } from './step';

const made = new WeakMap<TourContext, Map<string, Promise<string>>>();

/**
 * The key of a machine that uses one design, and has not before: an authorizer notes the first use of a key. One for each tour.
 *
 * @param scope such as `rag`
 */
export function machineKey(context: TourContext, scope: 'rag' | 'fraud' | 'streaming'): Promise<string> {
  const keys = made.get(context) ?? new Map<string, Promise<string>>();
  made.set(context, keys);
  const known = keys.get(scope);
  if (known) return known;
  const wanted = { name: `tour ${scope}`, org: 'acme', tier: 'paid', clearance: 1, scopes: [scope] } as const;
  const now = Math.floor(Date.now() / 1000);
  const key = createKey(platformTable(context.laptop), { ...wanted, scopes: [...wanted.scopes] }, now).then(
    (created) => created.key,
  );
  keys.set(scope, key);
  return key;
}
