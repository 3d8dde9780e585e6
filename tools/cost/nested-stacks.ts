import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly, AssemblyStack, Template, TemplateResource } from '../assembly';
import { CostError } from './cost-error';
import type { ReadOptions } from './costed-assembly';

const NESTED = 'AWS::CloudFormation::Stack';

/** Every stack of an assembly with those nested in it, each with a region and with the parameters that are given. */
export function withNestedStacks(assembly: Assembly, { region, parameters = {} }: ReadOptions): AssemblyStack[] {
  return assembly.stacks.flatMap((stack) => {
    const placed = { ...stack, region: stack.region === 'unknown-region' ? region : stack.region };
    return withNested(withParameters(placed, parameters), assembly.directory, parameters);
  });
}

function withNested(stack: AssemblyStack, directory: string, given: Readonly<Record<string, string>>): AssemblyStack[] {
  const nested = Object.entries(stack.template.Resources ?? {}).filter(([, { Type }]) => Type === NESTED);
  return [
    stack,
    ...nested.flatMap(([logicalId, resource]) => {
      const name = `${stack.name}/${logicalId}`;
      const inner = { ...stack, name, template: nestedTemplate(name, resource, directory) };
      return withNested(withParameters(inner, { ...plainParameters(resource), ...given }), directory, given);
    }),
  ];
}

/** What the outer stack passes as text; what it passes by reference stays without a value, which matters only where one is needed. */
function plainParameters({ Properties }: TemplateResource): Record<string, string> {
  const passed = Object.entries((Properties?.Parameters ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    passed.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}

function withParameters(stack: AssemblyStack, values: Readonly<Record<string, string>>): AssemblyStack {
  const declared = Object.entries(stack.template.Parameters ?? {});
  if (declared.length === 0) return stack;
  const Parameters = Object.fromEntries(
    declared.map(([name, parameter]) => [
      name,
      Object.hasOwn(values, name) ? { Type: 'String', Default: values[name] } : parameter,
    ]),
  );
  return { ...stack, template: { ...stack.template, Parameters } };
}

/** The CDK notes in the resource's metadata which file it uploads as the nested stack's template. */
function nestedTemplate(name: string, resource: TemplateResource, directory: string): Template {
  const metadata = (resource as { readonly Metadata?: Readonly<Record<string, unknown>> }).Metadata;
  const file = String(metadata?.['aws:asset:path'] ?? '');
  const places = [directory, ...readdirSync(directory).map((entry) => join(directory, entry))];
  const found = file && places.map((place) => join(place, file)).find((path) => existsSync(path));
  if (!found)
    throw new CostError(`${name} (${NESTED}): its template is not in the assembly, so nothing in it can be priced`);
  return JSON.parse(readFileSync(found, 'utf8')) as Template;
}
