import type { AssemblyStack } from '../../assembly';
import { byText, type Resource } from '../model/resource';
import type { Facts } from './facts';

/** Where a part is drawn from: one region where it is the same in several. */
export interface Scope {
  readonly region: string;
  /** Further regions that have the same stacks, sorted. */
  readonly alsoIn: readonly string[];
  /** Whether a resource is drawn and listed, or is the copy of another region. */
  includes(resource: Resource): boolean;
}

/** The region of most stacks is drawn; stacks of the same name but for the region are its copies. */
export function scopeOf({ model: { stacks } }: Pick<Facts, 'model'>): Scope {
  const counts = [...Map.groupBy(stacks, ({ region }) => region)].map(([region, { length }]) => ({ region, length }));
  const region = counts.sort((a, b) => b.length - a.length || byText(a.region, b.region))[0]?.region ?? '';
  const own = new Set(stacks.filter((stack) => stack.region === region).map(plainName));
  const copies = stacks.filter((stack) => stack.region !== region && own.has(plainName(stack)));
  const copied = new Set(copies.map((stack) => `${stack.region}/${stack.name}`));
  return {
    region,
    alsoIn: [...new Set(copies.map((stack) => stack.region))].sort(byText),
    includes: (resource) => !copied.has(`${resource.region}/${resource.stack}`),
  };
}

const plainName = ({ name, region }: AssemblyStack): string => name.replace(`-${region}`, '').replace(`${region}-`, '');
