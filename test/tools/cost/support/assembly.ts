import { readAssembly, type TemplateResource } from '../../../../tools/assembly';
import { type CostedAssembly, costedAssembly } from '../../../../tools/cost/costed-assembly';
import { type IdleLine, idleLines } from '../../../../tools/cost/idle';
import { PriceBook } from '../../../../tools/prices';
import { type Fixture, writeAssembly } from '../../local/support/assembly-fixture';

const made: Fixture[] = [];
afterAll(() => {
  for (const fixture of made) fixture.remove();
});

export type Resources = Readonly<Record<string, TemplateResource>>;

/** An assembly of one stack, `app`, with these resources. */
export function assemblyOf(Resources: Resources, region = 'us-east-1'): CostedAssembly {
  const fixture = writeAssembly({ app: { region, template: { Resources } } });
  made.push(fixture);
  return costedAssembly(readAssembly(fixture.directory), { region });
}

export const idleOf = (resources: Resources, region?: string): IdleLine[] =>
  idleLines(assemblyOf(resources, region), { book: new PriceBook() });

/** USD a month of a stack with these resources, idle. */
export const idleUsd = (resources: Resources, region?: string): number =>
  idleOf(resources, region).reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
