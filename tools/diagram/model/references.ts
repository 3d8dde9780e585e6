import type { AssemblyStack } from '../../assembly';
import { keyOf, type Model } from './model';
import { type Resource, values } from './resource';

/** A resource that a value of a template names, and which attribute of it. */
export interface Reference {
  readonly key: string;
  readonly attribute?: string;
}

/** Properties that give a resource the name by which others may know it. */
const nameProperties = [
  ...['FunctionName', 'TableName', 'QueueName', 'BucketName', 'TopicName', 'Name', 'DeliveryStreamName', 'RoleName'],
  ...['StateMachineName', 'DomainName', 'EndpointName', 'StreamName', 'SecretName', 'RepositoryName', 'ClusterName'],
];

/** Where in an ARN, before what is within it, the name of a resource stands. */
const namedKinds = /(?:domain|table|function|stream|deliverystream|endpoint|stateMachine)[:/]([\w.-]+)/;

/** Finds which resources a value refers to, within its stack, across stacks, and by name. Never fails: unknown is nothing. */
export class References {
  private readonly stacks = new Map<string, AssemblyStack>();
  private readonly exports = new Map<string, { readonly stack: AssemblyStack; readonly value: unknown }>();
  private readonly names = new Map<string, string>();
  private readonly outputs = new Map<string, readonly Reference[]>();

  constructor(private readonly model: Model) {
    for (const stack of model.stacks) {
      this.stacks.set(`${stack.region}/${stack.name}`, stack);
      for (const { Export, Value } of Object.values(stack.template.Outputs ?? {})) {
        if (Export) this.exports.set(`${stack.region}/${JSON.stringify(Export.Name)}`, { stack, value: Value });
      }
    }
    for (const resource of model.resources) this.noteName(resource);
  }

  /** References of a property's value, in the order in which they stand there, each once. */
  of(resource: Resource, value: unknown): readonly Reference[] {
    const stack = this.stacks.get(`${resource.region}/${resource.stack}`);
    if (!stack) return [];
    const found = new Map<string, Reference>();
    for (const reference of this.walk(stack, value)) found.set(`${reference.key}.${reference.attribute}`, reference);
    return [...found.values()];
  }

  /** The resources of a value, each once. */
  targets(resource: Resource, value: unknown): readonly Resource[] {
    const keys = new Set(this.of(resource, value).map(({ key }) => key));
    return [...keys].flatMap((key) => this.model.byKey.get(key) ?? []);
  }

  private *walk(stack: AssemblyStack, value: unknown): Generator<Reference> {
    if (typeof value === 'string') yield* this.named(value);
    else if (Array.isArray(value)) for (const item of value) yield* this.walk(stack, item);
    else for (const [key, inner] of Object.entries(values(value))) yield* this.intrinsic(stack, key, inner);
  }

  private *intrinsic(stack: AssemblyStack, name: string, argument: unknown): Generator<Reference> {
    if (name === 'Ref') yield* this.within(stack, String(argument));
    else if (name === 'Fn::GetAtt') {
      const [logicalId = '', ...attribute] =
        typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument.map(String) : [];
      yield* this.within(stack, logicalId, attribute.join('.'));
    } else if (name === 'Fn::Sub') yield* this.substituted(stack, argument);
    else if (name === 'Fn::GetStackOutput') yield* this.output(stack, values(argument));
    else if (name === 'Fn::ImportValue') yield* this.imported(stack, argument);
    else yield* this.walk(stack, argument);
  }

  private *within(stack: AssemblyStack, logicalId: string, attribute?: string): Generator<Reference> {
    const key = keyOf(stack, logicalId);
    if (this.model.byKey.has(key)) yield { key, attribute };
    const parameter = stack.template.Parameters?.[logicalId];
    if (typeof parameter?.Default === 'string') yield* this.named(parameter.Default);
  }

  private *substituted(stack: AssemblyStack, argument: unknown): Generator<Reference> {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, undefined];
    for (const [, name = ''] of String(template).matchAll(/\$\{([^!}]+)\}/g)) {
      const [logicalId = '', ...attribute] = name.split('.');
      yield* this.within(stack, logicalId, attribute.join('.') || undefined);
    }
    yield* this.named(String(template));
    yield* this.walk(stack, variables);
  }

  private *output(stack: AssemblyStack, { StackName, OutputName, Region }: Readonly<Record<string, unknown>>) {
    const other = this.stacks.get(`${String(Region ?? stack.region)}/${String(StackName)}`);
    const value = other?.template.Outputs?.[String(OutputName)]?.Value;
    if (other && value !== undefined) yield* this.remembered(other, String(OutputName), value);
  }

  private *imported(stack: AssemblyStack, name: unknown): Generator<Reference> {
    const found = this.exports.get(`${stack.region}/${JSON.stringify(name)}`);
    if (found) yield* this.remembered(found.stack, JSON.stringify(name), found.value);
  }

  private remembered(stack: AssemblyStack, name: string, value: unknown): readonly Reference[] {
    const id = `${stack.region}/${stack.name}/${name}`;
    const known = this.outputs.get(id);
    if (known) return known;
    this.outputs.set(id, []);
    const found = [...this.walk(stack, value)];
    this.outputs.set(id, found);
    return found;
  }

  private *named(text: string): Generator<Reference> {
    const last = text.split(/[:/]/).findLast((piece) => piece !== '') ?? '';
    const [, inArn = ''] = namedKinds.exec(text) ?? [];
    const key = this.names.get(text) ?? this.names.get(last) ?? this.names.get(inArn);
    if (key) yield { key };
  }

  private noteName({ key, type, properties }: Resource): void {
    if (/^AWS::(IAM|Logs|CloudWatch|Budgets|WAFv2|Route53|Glue|ApiGateway)::/.test(type)) return;
    for (const property of nameProperties) {
      const name = properties[property];
      if (typeof name === 'string' && name.length >= 4) this.names.set(name, key);
    }
  }
}
