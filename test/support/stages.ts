import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDirOf } from './sources';

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
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

export interface StackTemplate {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
}

export interface SynthesizedStack extends StackTemplate {
  readonly terminationProtection: boolean;
  /** Artifacts that are deployed before it: ids of stacks, and its assets. */
  readonly dependencies: readonly string[];
  /** Its functions by their constructs' paths in the stack, with the logical ids of their roles. */
  readonly functions: readonly { readonly path: string; readonly role: string }[];
}

/** What a synthesis made, as data. */
export interface StageFacts {
  readonly name: string;
  readonly stacks: readonly SynthesizedStack[];
  /** The validators' report (cdk-nag and the schema check), as the synthesis wrote it. */
  readonly report: ValidationReport;
  /** Reason of each finding that we acknowledge, by the construct's path and the rule; the CDK library's own are not among them. */
  readonly acknowledgements: Readonly<Record<string, string>>;
  /** Names of the designs that the stage has. */
  readonly designs: readonly string[];
  /** Whether its data outlives its stacks. */
  readonly keepsData: boolean;
}

export interface SynthesizedStage extends StageFacts {
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

/**
 * Synthesizes a stage with some of its settings replaced, as `stages.<name>` in `cdk.json` would. What comes of it is kept for the
 * test files that ask for the same, as long as the sources stay as they are.
 */
export function stageWith(
  name: string,
  overrides: Readonly<Record<string, unknown>>,
  /** Of the command line, such as `designs`. */
  more: Readonly<Record<string, string>> = {},
): SynthesizedStage {
  const asked = createHash('sha256')
    .update(JSON.stringify([name, overrides, more]))
    .digest('hex')
    .slice(0, 20);
  const file = join(cacheDirOf('stages'), `${name}-${asked}.json`);
  if (!existsSync(file)) {
    // Loading the toolkit takes seconds: only who synthesizes does.
    const { synthesizeStage } = require('./synthesize-stage') as typeof import('./synthesize-stage');
    keep(file, JSON.stringify(synthesizeStage(name, overrides, more)));
  }
  const facts = JSON.parse(readFileSync(file, 'utf8')) as StageFacts;
  return { ...facts, template: (stack) => templateOf(facts.stacks, stack) };
}

/** Whole or not at all: other processes look for the file. */
function keep(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function templateOf(stacks: readonly StackTemplate[], name: string): Template {
  const found = stacks.find((stack) => stack.name === name);
  if (!found) throw new Error(`No stack ${name}; there are ${stacks.map((stack) => stack.name).join(', ')}`);
  return found.template;
}
