import type { AssemblyStack } from '../../assembly';
import { byText, type Resource } from '../model/resource';
import type { Facts } from './facts';

/** Where a part is drawn from: one region where it is the same in several. */
export interface Scope {
  readonly region: string;
  /** Further regions that have the same stacks of a part, sorted; of all parts where none is named. */
  alsoIn(part?: string): readonly string[];
  /** Whether a resource is drawn and listed, or is the copy of another region. */
  includes(resource: Resource): boolean;
}

/** The region of most stacks is drawn; stacks of the same name but for the region are its copies. */
export function scopeOf({ model: { stacks, resources } }: Pick<Facts, 'model'>): Scope {
  const counts = [...Map.groupBy(stacks, ({ region }) => region)].map(([region, { length }]) => ({ region, length }));
  const region = counts.sort((a, b) => b.length - a.length || byText(a.region, b.region))[0]?.region ?? '';
  const own = new Set(stacks.filter((stack) => stack.region === region).map(plainName));
  const copies = stacks.filter((stack) => stack.region !== region && own.has(plainName(stack)));
  const copied = new Set(copies.map((stack) => `${stack.region}/${stack.name}`));
  const isCopy = (resource: Resource) => copied.has(`${resource.region}/${resource.stack}`);
  const copiesOf = Map.groupBy(resources.filter(isCopy), ({ part }) => part);
  return {
    region,
    alsoIn: (part) => {
      const inside = part === undefined ? [...copiesOf.values()].flat() : (copiesOf.get(part) ?? []);
      return [...new Set(inside.map((resource) => resource.region))].sort(byText);
    },
    includes: (resource) => !isCopy(resource),
  };
}

const plainName = ({ name, region }: AssemblyStack): string => name.replace(`-${region}`, '').replace(`${region}-`, '');
