import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { buildApp } from '../../lib/app';
import { loadSettings } from '../../lib/config';
import { BlueprintFunction } from '../../lib/constructs/function/function';
import { designs } from '../../lib/designs';
import { cdkContext } from './cdk-context';
import type { StageFacts, SynthesizedStack, Template, ValidationReport } from './stages';

/** Synthesizes a stage, with some of its settings and of the context replaced. */
export function synthesizeStage(
  name: string,
  overrides: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, string>>,
): StageFacts {
  const outdir = mkdtempSync(join(tmpdir(), `synth-${name}-`));
  try {
    const context = cdkContext();
    const stages = { ...context.stages, [name]: { ...context.stages[name], ...overrides } };
    const app = new App({ outdir, context: { ...context, ...more, stages, stage: name } });
    buildApp(app);
    const { stacks } = quietly(() => app.synth());
    const settings = loadSettings(app.node, designs);
    return {
      name,
      stacks: stacks.map((stack) => ({
        name: stack.stackName,
        region: stack.environment.region,
        template: stack.template as Template,
        terminationProtection: stack.terminationProtection ?? false,
        dependencies: stack.dependencies.map(({ id }) => id),
        functions: functionsOf(app, stack.stackName),
      })),
      report: JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as ValidationReport,
      acknowledgements: acknowledgements(app),
      designs: settings.designs.map(({ design }) => design.name),
      keepsData: settings.data.retain,
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function functionsOf(app: App, stackName: string): SynthesizedStack['functions'] {
  const stack = app.node.findAll().find((one) => Stack.isStack(one) && one.stackName === stackName) as Stack;
  return stack.node
    .findAll()
    .filter((construct) => construct instanceof BlueprintFunction)
    .map(({ node, role }) => ({
      path: node.path.slice(stack.node.path.length + 1),
      role: stack.getLogicalId(role.node.defaultChild as CfnElement),
    }));
}

function acknowledgements(app: App): Record<string, string> {
  const all = app.node.findAll().flatMap((construct: IConstruct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .filter(([id]) => id.startsWith('AwsSolutions'))
      .map(([id, reason]) => [`${construct.node.path} ${id}`, reason] as const),
  );
  return Object.fromEntries(all);
}

/** Validators print warnings as they go; they matter only when the synthesis fails. */
function quietly<T>(synth: () => T): T {
  const said: unknown[] = [];
  const error = jest.spyOn(console, 'error').mockImplementation((...words: unknown[]) => said.push(...words));
  try {
    return synth();
  } catch (failure) {
    throw new Error([...said, failure].join('\n'), { cause: failure });
  } finally {
    error.mockRestore();
  }
}
