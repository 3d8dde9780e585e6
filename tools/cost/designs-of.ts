import type { AssemblyStack, TemplateResource } from '../assembly';

const TAG = 'design';

/**
 * Tells of a stack's resources which design they belong to: their own tag `design`, else the stack's, else the tag most of the stack's
 * resources have, else the stack's name.
 */
export function designsOf(
  stack: AssemblyStack,
): (resource: TemplateResource) => { readonly design: string; readonly tagged: boolean } {
  const own = new Map(Object.values(stack.template.Resources ?? {}).map((resource) => [resource, tagOf(resource)]));
  const tag = stack.tags[TAG] ?? mostOften([...own.values()]);
  return (resource) => {
    const found = own.get(resource) ?? tag;
    return { design: found ?? stack.name, tagged: found !== undefined };
  };
}

/** Tags are a list of keys and values or a map, under a name that ends in `Tags`. */
function tagOf({ Properties = {} }: TemplateResource): string | undefined {
  for (const [name, tags] of Object.entries(Properties)) {
    if (!name.endsWith('Tags')) continue;
    const found = Array.isArray(tags)
      ? tags.find((tag) => tag?.Key === TAG)?.Value
      : (tags as Readonly<Record<string, unknown>> | null)?.[TAG];
    if (typeof found === 'string') return found;
  }
  return undefined;
}

export function mostOften(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
