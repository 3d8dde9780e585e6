import { readFileSync } from 'node:fs';
import type { Assembly, AssemblyStack, Template, TemplateResource } from '../assembly';
import { CostError } from './cost-error';
import type { ReadOptions } from './costed-assembly';

const NESTED = 'AWS::CloudFormation::Stack';

/** Every stack of an assembly with those nested in it, each with a region and with the parameters that are given. */
export function withNestedStacks(assembly: Assembly, { region, parameters = {} }: ReadOptions): AssemblyStack[] {
  return assembly.stacks.flatMap((stack) => {
    const placed = { ...stack, region: stack.region === 'unknown-region' ? region : stack.region };
    return withNested(withParameters(placed, parameters), assembly, parameters);
  });
}

function withNested(
  stack: AssemblyStack,
  assembly: Assembly,
  given: Readonly<Record<string, string>>,
): AssemblyStack[] {
  const nested = Object.entries(stack.template.Resources ?? {}).filter(([, { Type }]) => Type === NESTED);
  return [
    stack,
    ...nested.flatMap(([logicalId, resource]) => {
      const name = `${stack.name}/${logicalId}`;
      const inner = { ...stack, name, template: nestedTemplate(name, resource, assembly) };
      return withNested(withParameters(inner, { ...plainParameters(resource), ...given }), assembly, given);
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

/** The template that is uploaded where the resource's URL points to. */
function nestedTemplate(name: string, { Properties }: TemplateResource, assembly: Assembly): Template {
  const [key] = /[0-9a-f]{32,64}\.json/.exec(JSON.stringify(Properties?.TemplateURL ?? '')) ?? [];
  if (!key) {
    throw new CostError(
      `${name} (${NESTED}): its template is no asset of the assembly, so nothing in it can be priced`,
    );
  }
  return JSON.parse(readFileSync(assembly.asset(key), 'utf8')) as Template;
}
