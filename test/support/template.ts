import type { StackTemplate, SynthesizedStage, TemplateResource } from './stages';

/** A resource with where it is, so that a finding can name it. */
export interface Located {
  readonly stack: StackTemplate;
  readonly id: string;
  readonly type: string;
  readonly resource: TemplateResource;
}

/** All resources of the stacks, or those of the types named. */
export function resources(stacks: readonly StackTemplate[], ...types: readonly string[]): Located[] {
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, { Type }]) => types.length === 0 || types.includes(Type))
      .map(([id, resource]) => ({ stack, id, type: resource.Type, resource })),
  );
}

/** What is at a path inside a resource's properties; undefined where nothing is. */
export function property({ resource }: Pick<Located, 'resource'>, ...path: readonly (string | number)[]): unknown {
  return at(resource.Properties, ...path);
}

export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isRecord(inner) || Array.isArray(inner) ? Reflect.get(inner, key) : undefined),
    value,
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One or many, as policies write them. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The resource that a `Ref`, `Fn::GetAtt` or cross-stack reference means, also inside of a text; undefined for anything else. */
export function referenced(stacks: readonly StackTemplate[], from: StackTemplate, value: unknown): Located | undefined {
  const id = at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0);
  if (typeof id === 'string') return located(from, id);
  const shared = outputOf(stacks, value);
  return shared ? referenced(stacks, shared.stack, shared.value) : textPart(stacks, from, value);
}

/** What a stack gives others: the value of the output that a weak reference or an import names. */
export function outputOf(stacks: readonly StackTemplate[], value: unknown) {
  const [weak, imported] = [at(value, 'Fn::GetStackOutput'), at(value, 'Fn::ImportValue')];
  for (const stack of stacks) {
    const { Outputs = {} } = stack.template;
    const found =
      at(weak, 'StackName') === stack.name
        ? Outputs[String(at(weak, 'OutputName'))]
        : Object.values(Outputs).find(({ Export }) => Export && Export.Name === imported);
    if (found) return { stack, value: found.Value };
  }
  return undefined;
}

/** The first reference among the parts that `Fn::Join`, `Fn::Select` and `Fn::Split` make a text of. */
function textPart(stacks: readonly StackTemplate[], from: StackTemplate, value: unknown): Located | undefined {
  const parts = ['Fn::Join', 'Fn::Select', 'Fn::Split'].flatMap((intrinsic) => list(at(value, intrinsic, 1)));
  return parts.map((part) => referenced(stacks, from, part)).find((found) => found !== undefined);
}

function located(stack: StackTemplate, id: string): Located | undefined {
  const resource = stack.template.Resources[id];
  return resource && { stack, id, type: resource.Type, resource };
}

export function sameResource(one: Located | undefined, other: Located | undefined): boolean {
  return one !== undefined && one.stack.name === other?.stack.name && one.id === other.id;
}

/** All logical ids and output names that a value mentions, however deep. */
export function mentions(value: unknown, text: string): boolean {
  return JSON.stringify(value ?? null).includes(text);
}

export interface Statement {
  readonly Effect?: string;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** Statements of a policy document. */
export function statements(document: unknown): readonly Statement[] {
  return list(at(document, 'Statement')).filter(isRecord);
}

/** Statements of identity policies: of roles, policies and managed policies. */
export function identityStatements(place: Located): readonly Statement[] {
  const inline = list(property(place, 'Policies')).flatMap((policy) => statements(at(policy, 'PolicyDocument')));
  const own = place.type === 'AWS::IAM::Role' ? [] : statements(property(place, 'PolicyDocument'));
  return [...inline, ...own];
}

/** Where a finding is, in words: `dev-chat/QueuesPaid1234 (AWS::SQS::Queue)`. */
export function place({ stack, id, type }: Located): string {
  return `${stack.name}/${id} (${type})`;
}

/** The stage's stacks that hold part of a design, by their tag in the stack's name: `dev-chat`, `dev-chat-data`. */
export type { SynthesizedStage };
