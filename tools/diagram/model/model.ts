import type { Assembly, AssemblyStack, TemplateResource } from '../../assembly';
import { readableName } from './names';
import { at, byText, list, type Resource, values } from './resource';

/** Every resource of an assembly, and what finds them. */
export interface Model {
  readonly resources: readonly Resource[];
  readonly byKey: ReadonlyMap<string, Resource>;
  readonly stacks: readonly AssemblyStack[];
  /** Names of the parts, sorted: a diagram each. */
  readonly parts: readonly string[];
  ofType(...types: readonly string[]): readonly Resource[];
  ofPart(part: string): readonly Resource[];
}

/**
 * Reads what diagrams are drawn from.
 * @param tag tag whose value says which part a stack belongs to; a stack without it is a part of its own
 */
export function readModel(assembly: Assembly, tag = 'design'): Model {
  const resources = assembly.stacks.flatMap((stack) => resourcesOf(stack, tag));
  const byKey = new Map(resources.map((resource) => [resource.key, resource]));
  const byType = Map.groupBy(resources, ({ type }) => type);
  const byPart = Map.groupBy(resources, ({ part }) => part);
  return {
    resources,
    byKey,
    stacks: assembly.stacks,
    parts: [...byPart.keys()].sort(byText),
    ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    ofPart: (part) => byPart.get(part) ?? [],
  };
}

export const keyOf = (stack: AssemblyStack, logicalId: string): string => `${stack.region}/${stack.name}/${logicalId}`;

function resourcesOf(stack: AssemblyStack, tag: string): Resource[] {
  const declared = Object.entries(stack.template.Resources ?? {}).filter(
    ([, { Type }]) => Type !== 'AWS::CDK::Metadata',
  );
  const part = partOf(stack, declared, tag);
  return declared.map(([logicalId, { Type, Properties, DeletionPolicy }]) => ({
    key: keyOf(stack, logicalId),
    stack: stack.name,
    region: stack.region,
    logicalId,
    type: Type,
    properties: values(Properties),
    deletionPolicy: DeletionPolicy,
    part,
    name: readableName(stack.path(logicalId), logicalId),
  }));
}

/** The value that most of a stack's tagged resources have. */
function partOf(stack: AssemblyStack, declared: readonly (readonly [string, TemplateResource])[], tag: string): string {
  const counts = new Map<string, number>();
  for (const [, { Properties }] of declared) {
    const value = tagValue(Properties, tag);
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || byText(a, b));
  return most?.[0] ?? stack.tags[tag] ?? stack.name;
}

function tagValue(properties: unknown, tag: string): string | undefined {
  const tags = at(properties, 'Tags');
  const found = Array.isArray(tags) ? list(tags).find((each) => at(each, 'Key') === tag) : undefined;
  const value = found ? at(found, 'Value') : (values(tags)[tag] ?? at(properties, 'UserPoolTags', tag));
  return typeof value === 'string' ? value : undefined;
}
