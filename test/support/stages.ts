import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildApp } from '../../lib/app';

/** A resource as the template declares it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: string | string[];
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface StackTemplate {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
}

export interface SynthesizedStage {
  readonly name: string;
  readonly stacks: readonly StackTemplate[];
  /** The validators' report (cdk-nag and the schema check), as the synthesis wrote it. */
  readonly report: ValidationReport;
  readonly app: App;
  /** @throws Error that lists the stacks there are */
  template(stack: string): Template;
}

export interface ValidationReport {
  readonly pluginReports?: readonly {
    readonly conclusion?: string;
    readonly violations?: readonly { readonly ruleName?: string; readonly violatingConstructs?: readonly unknown[] }[];
  }[];
}

const stages = new Map<string, SynthesizedStage>();

/** Synthesizes a stage as `cdk synth -c stage=<name>` does, once for each test file. */
export function stage(name: string): SynthesizedStage {
  const known = stages.get(name);
  if (known) return known;
  const made = stageWith(name, {});
  stages.set(name, made);
  return made;
}

/** Synthesizes a stage with some of its settings replaced, as `stages.<name>` in `cdk.json` would. */
export function stageWith(
  name: string,
  overrides: Readonly<Record<string, unknown>>,
  /** Of the command line, such as `designs`. */
  more: Readonly<Record<string, string>> = {},
): SynthesizedStage {
  const outdir = mkdtempSync(join(tmpdir(), `synth-${name}-`));
  try {
    const context = cdkContext();
    const stages = { ...context.stages, [name]: { ...context.stages[name], ...overrides } };
    const app = new App({ outdir, context: { ...context, ...more, stages, stage: name } });
    buildApp(app);
    const assembly = quietly(() => app.synth());
    const stacks = assembly.stacks.map((stack) => ({
      name: stack.stackName,
      region: stack.environment.region,
      template: stack.template as Template,
    }));
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as ValidationReport;
    return { name, stacks, report, app, template: (stack) => templateOf(stacks, stack) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
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

function templateOf(stacks: readonly StackTemplate[], name: string): Template {
  const found = stacks.find((stack) => stack.name === name);
  if (!found) throw new Error(`No stack ${name}; there are ${stacks.map((stack) => stack.name).join(', ')}`);
  return found.template;
}

export interface CdkContext {
  readonly stages: Readonly<Record<string, { readonly preset: string }>>;
  readonly [flag: string]: unknown;
}

/** Feature flags and stages of `cdk.json`, as the CLI would pass them. */
export function cdkContext(): CdkContext {
  const file = join(__dirname, '../../cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: CdkContext }).context;
}
