import { combined } from '../access/actions';
import { accessesOf, type Grant } from '../access/grants';
import { byText, type Resource } from '../model/resource';
import { code, markdownTable } from './markdown';
import { named, type Subject } from './subject';

type RoleGrant = Grant & { readonly who: Resource };

/** Who may do what to what. `R` reads, `W` writes, `C` calls; an empty cell is a refusal. */
export function iamMatrix(subject: Subject): string {
  const grants = grantsOf(subject).filter(
    (grant) => typeof grant.what !== 'string' && combined(accessesOf(grant)) !== 'manage',
  );
  const things = distinct(grants.map(({ what }) => what as Resource));
  const rows = byHolder(grants).map(([who, held]) => [
    who.name,
    ...things.map((thing) => letters(held.filter(({ what }) => what === thing))),
  ]);
  return markdownTable(['', ...things.map((thing) => named(thing, subject.part))], rows);
}

/** Every grant with its actions, plumbing included; what several may alike is said once. */
export function iamDetails(subject: Subject): string {
  const rows = byHolder(grantsOf(subject)).flatMap(([who, held]) => rowsOf(who, held, subject.part));
  const alike = Map.groupBy(rows, ({ cells }) => cells.join('|'));
  const holders = new Set(rows.map(({ who }) => who)).size;
  const merged = [...alike.values()].map((group) => [holderText(group, holders), ...(group[0]?.cells ?? [])]);
  return markdownTable(['who', 'may', 'on', 'on condition of'], merged);
}

interface Row {
  readonly who: Resource;
  readonly cells: readonly string[];
}

function rowsOf(who: Resource, held: readonly RoleGrant[], part: string): Row[] {
  const same = Map.groupBy(held, ({ actions, conditions }) => [...actions, ...conditions].sort(byText).join(' '));
  return [...same.values()].map((group) => {
    const [{ actions, conditions }] = group as [RoleGrant];
    const targets = [...new Set(group.map((grant) => targetOf(grant, part)))].sort(byText);
    const names = [...actions].sort(byText).map(code).join(', ');
    return { who, cells: [names, targets.join(', '), conditions.map(code).join(', ')] };
  });
}

const holderText = (rows: readonly Row[], all: number): string =>
  rows.length === all && all > 3 ? `each of the ${all}` : rows.map(({ who }) => who.name).join(', ');

function grantsOf({ facts, scope, part }: Subject): RoleGrant[] {
  return facts
    .grantsOf(part)
    .filter((grant): grant is RoleGrant => typeof grant.who !== 'string' && scope.includes(grant.who));
}

function byHolder(grants: readonly RoleGrant[]): [Resource, RoleGrant[]][] {
  return [...Map.groupBy(grants, ({ who }) => who)].sort(([a], [b]) => byText(a.name, b.name) || byText(a.key, b.key));
}

function distinct(resources: readonly Resource[]): Resource[] {
  return [...new Set(resources)].sort((a, b) => byText(a.name, b.name) || byText(a.key, b.key));
}

const signs = { read: 'R', write: 'W', both: 'RW', invoke: 'C', manage: '' } as const;

const letters = (grants: readonly RoleGrant[]): string =>
  grants.length === 0 ? '' : signs[combined(grants.flatMap(accessesOf))];

/** A file of an assembly is named by its contents, and a page is not drawn anew for each change of those. */
const fileHash = /\b[0-9a-f]{64}\b/g;

function targetOf({ what, within }: RoleGrant, part: string): string {
  if (typeof what !== 'string' && what.type === 'AWS::Logs::LogGroup') return 'its log group';
  if (typeof what === 'string') return what === '*' ? 'everything (`*`)' : code(what.replace(fileHash, '<hash>'));
  return within ? `${named(what, part)} ${code(within)}` : named(what, part);
}
