import type { Owners } from '../model/owners';
import type { References } from '../model/references';
import { at, list, type Resource, values } from '../model/resource';
import { textOf } from '../model/text';
import { accessOf } from './actions';

/** Who may do what to what, from an `Allow` statement: one grant for each resource that it names. */
export interface Grant {
  /** A resource that acts by a role, or a service or account that a resource's own policy lets in. */
  readonly who: Resource | string;
  readonly actions: readonly string[];
  /** A resource of the assembly, or the ARN as text. */
  readonly what: Resource | string;
  /** Which attribute was named, such as `StreamArn`. */
  readonly attribute?: string;
  /** What of it, such as `/uploads/*`; empty for all of it. */
  readonly within: string;
  /** Keys of its conditions. */
  readonly conditions: readonly string[];
}

const policyTypes = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/** Every grant of an assembly, by roles and by policies of resources, in the order of the templates. */
export function readGrants(owners: Owners, references: References): readonly Grant[] {
  const users = roleUsers(owners, references);
  return [...roleStatements(owners, references)].flatMap(([role, statements]) =>
    (users.get(role.key) ?? []).flatMap((who) =>
      statements.flatMap(({ from, statement }) => grantsOf({ who, from, statement }, owners, references)),
    ),
  );
}

interface Statement {
  /** The resource that it stands in, whose references it has. */
  readonly from: Resource;
  readonly statement: unknown;
}

function roleStatements(owners: Owners, references: References): Map<Resource, Statement[]> {
  const found = new Map<Resource, Statement[]>();
  const add = (role: Resource, from: Resource, document: unknown) => {
    const statements = list(at(document, 'Statement')).map((statement) => ({ from, statement }));
    found.set(role, [...(found.get(role) ?? []), ...statements]);
  };
  for (const role of owners.model.ofType('AWS::IAM::Role')) {
    for (const inline of list(role.properties.Policies)) add(role, role, at(inline, 'PolicyDocument'));
    for (const managed of references.targets(role, role.properties.ManagedPolicyArns)) {
      add(role, managed, managed.properties.PolicyDocument);
    }
  }
  for (const policy of owners.model.ofType(...policyTypes)) {
    const roles = references.targets(policy, [policy.properties.Roles, policy.properties.RoleName]);
    for (const role of roles) add(role, policy, policy.properties.PolicyDocument);
  }
  return found;
}

/** Resources that act by a role: what refers to it and is no policy. */
function roleUsers(owners: Owners, references: References): Map<string, readonly Resource[]> {
  const found = new Map<string, Set<Resource>>();
  for (const resource of owners.model.resources) {
    if (/^AWS::IAM::|Policy$|Permission$|^Custom::/.test(resource.type)) continue;
    for (const value of rolesIn(resource)) {
      for (const role of references.targets(resource, value)) {
        if (role.type !== 'AWS::IAM::Role') continue;
        const users = found.get(role.key) ?? new Set();
        found.set(role.key, users.add(owners.of(resource)));
      }
    }
  }
  return new Map([...found].map(([role, users]) => [role, [...users]]));
}

/** Values of properties that are called a role, at any depth. */
function rolesIn(resource: Resource): unknown[] {
  const walk = (value: unknown): unknown[] =>
    Array.isArray(value)
      ? value.flatMap(walk)
      : Object.entries(values(value)).flatMap(([name, inner]) =>
          /Role(Arn|ARN)?$/.test(name) ? [inner] : walk(inner),
        );
  return walk(resource.properties);
}

function grantsOf(
  { who, from, statement }: Statement & { readonly who: Resource },
  owners: Owners,
  references: References,
): Grant[] {
  if (at(statement, 'Effect') !== 'Allow') return [];
  const actions = list(at(statement, 'Action')).map(String);
  const conditions = Object.values(values(at(statement, 'Condition'))).flatMap((each) => Object.keys(values(each)));
  return list(at(statement, 'Resource')).map((named) => {
    const [reference] = references.of(from, named);
    const found = reference && owners.model.byKey.get(reference.key);
    const what = found ? owners.of(found) : textOf(named);
    return { who, actions, what, attribute: reference?.attribute, within: found ? within(named) : '', conditions };
  });
}

/** What follows the name of the resource in an ARN: of a joined one, what follows the last reference. */
function within(named: unknown): string {
  const parts = list(list(at(named, 'Fn::Join'))[1]);
  const last = parts.length > 0 ? parts.at(-1) : named;
  if (typeof last !== 'string') return '';
  const [, inside] = /:(?:domain|table|function)\/[\w.-]+(\/.+)$/.exec(last) ?? [];
  return inside ?? (parts.length > 1 && last.startsWith('/') ? last : '');
}

/** What the actions of a grant let somebody do, each taken for what it is for. */
export const accessesOf = ({ actions, within: path }: Grant) => actions.map((action) => accessOf(action, path));
