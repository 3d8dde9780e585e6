import { combined } from '../access/actions';
import { accessesOf, type Grant } from '../access/grants';
import { calledService, type Family, kindOf } from '../model/catalogue';
import { type Resource, values } from '../model/resource';
import type { CalledService, Context, Flow } from './flow';

/** Grants of a role as flows: reads and writes of stores, calls of functions and models, and what is permission alone. */
export function dataFlows(grants: readonly Grant[], { owners }: Context): Flow[] {
  const pairs = Map.groupBy(
    grants.filter(isByResource),
    ({ who, what }) => `${who.key} ${typeof what === 'string' ? servicePrefix(what) : what.key}`,
  );
  const granted = [...pairs.values()].flatMap((group) => flowOf(group));
  const known = new Set(granted.map(({ from, to }) => `${from.key} ${'key' in to ? to.key : to.prefix}`));
  return [...granted, ...environmentFlows(owners.model.ofType('AWS::Lambda::Function'), known, owners)];
}

type GrantByResource = Grant & { readonly who: Resource };
const isByResource = (grant: Grant): grant is GrantByResource => typeof grant.who !== 'string';

function flowOf(group: readonly GrantByResource[]): Flow[] {
  const [first] = group;
  if (!first || first.what === first.who) return [];
  const access = combined(group.flatMap(accessesOf));
  const { who: from, what } = first;
  if (typeof what !== 'string') {
    if (access === 'manage' || !kindOf(what.type)) return [{ from, to: what, kind: 'permission' }];
    const answers = what.type === 'AWS::Lambda::Function' || access === 'invoke';
    return [{ from, to: what, kind: answers ? 'request' : access }];
  }
  const to = serviceCalled(group);
  return to ? [{ from, to, kind: 'request' }] : [];
}

const servicePrefix = (arn: string): string => arn.split(':')[2] ?? '';

/** The service of actions on things that are not in the template. */
function serviceCalled(group: readonly GrantByResource[]): CalledService | undefined {
  const prefix = group
    .flatMap(({ actions }) => actions)
    .map((action) => action.split(':')[0] ?? '')
    .find(calledService);
  if (!prefix) return undefined;
  const names = group.flatMap(({ what }) => (typeof what === 'string' ? (modelName(what) ?? []) : []));
  return { prefix, names: [...new Set(names)].sort() };
}

/** `amazon.nova-lite-v1:0` of an ARN of a model, as `nova-lite`. */
function modelName(arn: string): string | undefined {
  const [, name] = /foundation-model\/(.+)$/.exec(arn) ?? [];
  return name
    ?.replace(/^[a-z0-9]+\./, '')
    .replace(/-v\d+(:\d+)?$/, '')
    .replace(/:\d+$/, '');
}

/** What a function is told of without a right that its own role has: a user pool, an API, a store that lets it in by itself. */
function environmentFlows(
  functions: readonly Resource[],
  known: ReadonlySet<string>,
  owners: Context['owners'],
): Flow[] {
  return functions.flatMap((from) =>
    owners
      .targets(from, values(values(from.properties.Environment).Variables))
      .filter((to) => to !== from && kindOf(to.type) && !known.has(`${from.key} ${to.key}`))
      .map((to) => ({ from, to, kind: kindByFamily[kindOf(to.type)?.family ?? 'other'] ?? 'permission' }) as const),
  );
}

const kindByFamily: Partial<Record<Family, Flow['kind']>> = {
  api: 'request',
  compute: 'request',
  messaging: 'both',
  storage: 'both',
  model: 'request',
  security: 'read',
};
