import type { Assembly } from './assembly';
import { type IntrinsicScope, noValue, resolveIntrinsics } from './intrinsics';
import { AssemblyError, type AssemblyStack, type TemplateResource } from './template';

/** What a resource is called from outside: the values of `Ref` and `Fn::GetAtt`. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource whose identity is asked for; only the properties that its name depends on get resolved. */
export interface IdentityRequest {
  readonly stack: AssemblyStack;
  readonly logicalId: string;
  readonly type: string;
  /** One property, resolved. */
  property(name: string): unknown;
}

/** Gives the values of `Ref` and `Fn::GetAtt` per resource type; throws for a type it does not know. */
export type Identify = (resource: IdentityRequest) => Identity;

export interface Resolved extends Identity {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly region: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly path: string;
}

/** Turns templates into values: what a deployment's parameters, references and conditions come to. */
export class Resolver {
  private readonly identities = new Map<string, Identity>();

  constructor(
    private readonly assembly: Assembly,
    private readonly accountId: string,
    private readonly identify: Identify,
  ) {}

  /** A value of a stack's template with every intrinsic function resolved. */
  resolve(stack: AssemblyStack, value: unknown): unknown {
    const resolved = resolveIntrinsics(value, this.scope(stack));
    return resolved === noValue ? undefined : resolved;
  }

  /** Values of `Ref` and `Fn::GetAtt`; only what the name depends on gets resolved. */
  identity(stack: AssemblyStack, logicalId: string): Identity {
    const key = `${stack.region}/${stack.name}/${logicalId}`;
    const known = this.identities.get(key);
    if (known) return known;
    const { Type: type, Properties = {} } = declaration(stack, logicalId);
    const property = (name: string) => this.resolve(stack, Properties[name]);
    const identity = this.identify({ stack, logicalId, type, property });
    this.identities.set(key, identity);
    return identity;
  }

  /** One resource with all its properties resolved. */
  resource(stack: AssemblyStack, logicalId: string): Resolved {
    const { Type: type, Properties = {} } = declaration(stack, logicalId);
    try {
      const properties = this.resolve(stack, Properties) as Record<string, unknown>;
      const path = stack.path(logicalId);
      const identity = this.identity(stack, logicalId);
      return { stack: stack.name, region: stack.region, logicalId, type, properties, path, ...identity };
    } catch (error) {
      if (!(error instanceof AssemblyError)) throw error;
      throw new AssemblyError(`${stack.path(logicalId)} (${type}): ${error.message}`);
    }
  }

  /** Logical ids of the resources that exist (their condition holds), in the order they have to be created. */
  creationOrder(stack: AssemblyStack): string[] {
    const resources = stack.template.Resources ?? {};
    const ordered = new Set<string>();
    const visit = (logicalId: string) => {
      const resource = resources[logicalId];
      if (!resource || ordered.has(logicalId) || !this.exists(stack, resource)) return;
      for (const dependency of dependenciesOf(resource)) if (dependency !== logicalId) visit(dependency);
      ordered.add(logicalId);
    };
    for (const logicalId of Object.keys(resources)) visit(logicalId);
    return [...ordered];
  }

  /** Values of a stack's outputs whose condition holds. */
  outputs(stack: AssemblyStack): Record<string, string> {
    const outputs = Object.entries(stack.template.Outputs ?? {}).filter(([, output]) => this.exists(stack, output));
    return Object.fromEntries(outputs.map(([key, { Value }]) => [key, String(this.resolve(stack, Value))]));
  }

  private exists(stack: AssemblyStack, { Condition }: { readonly Condition?: string }): boolean {
    return !Condition || this.scope(stack).condition(Condition);
  }

  private scope(stack: AssemblyStack): IntrinsicScope {
    return {
      ref: (logicalId) => this.ref(stack, logicalId),
      getAtt: (logicalId, attribute) => this.getAtt(stack, logicalId, attribute),
      condition: (name) => {
        const condition = stack.template.Conditions?.[name];
        if (condition === undefined) throw new AssemblyError(`condition ${name} is not declared in ${stack.name}`);
        return this.resolve(stack, condition) === true;
      },
      mapping: (name, first, second) => {
        const value = stack.template.Mappings?.[name]?.[first]?.[second];
        if (value === undefined) throw new AssemblyError(`no mapping ${name}.${first}.${second} in ${stack.name}`);
        return value;
      },
      stackOutput: (name, output, region) => {
        const other = this.assembly.stack(name, region);
        const declared = other.template.Outputs?.[output];
        if (!declared) throw new AssemblyError(`stack ${name} has no output ${output}`);
        return this.resolve(other, declared.Value);
      },
      importValue: (name) => this.importValue(stack, name),
      availabilityZones: (region) => ['a', 'b', 'c'].map((zone) => `${region || stack.region}${zone}`),
    };
  }

  private ref(stack: AssemblyStack, logicalId: string): unknown {
    const pseudo = this.pseudoParameter(stack, logicalId);
    if (pseudo !== undefined) return pseudo;
    const parameter = stack.template.Parameters?.[logicalId];
    if (!parameter) return this.identity(stack, logicalId).ref;
    if (parameter.Default === undefined || parameter.Type.startsWith('AWS::SSM')) {
      throw new AssemblyError(`parameter ${logicalId} of ${stack.name} has no value on this machine`);
    }
    return parameter.Default;
  }

  private pseudoParameter(stack: AssemblyStack, name: string): unknown {
    const values: Record<string, unknown> = {
      'AWS::AccountId': this.accountId,
      'AWS::Region': stack.region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${this.accountId}:stack/${stack.name}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': noValue,
    };
    return values[name];
  }

  private getAtt(stack: AssemblyStack, logicalId: string, attribute: string): string {
    const value = this.identity(stack, logicalId).attributes[attribute];
    if (value !== undefined) return value;
    const { Type } = declaration(stack, logicalId);
    throw new AssemblyError(`attribute ${attribute} of ${Type} (${stack.path(logicalId)}) is not known`);
  }

  private importValue(importer: AssemblyStack, name: string): unknown {
    for (const stack of this.assembly.stacks.filter(({ region }) => region === importer.region)) {
      for (const { Export, Value } of Object.values(stack.template.Outputs ?? {})) {
        if (Export && this.resolve(stack, Export.Name) === name) return this.resolve(stack, Value);
      }
    }
    throw new AssemblyError(`no stack of ${importer.region} exports ${name}`);
  }
}

function declaration(stack: AssemblyStack, logicalId: string): TemplateResource {
  const resource = stack.template.Resources?.[logicalId];
  if (!resource) throw new AssemblyError(`${logicalId} is neither a resource nor a parameter of ${stack.name}`);
  return resource;
}

/** Logical ids a resource names in DependsOn, Ref, Fn::GetAtt and Fn::Sub. */
function dependenciesOf(resource: TemplateResource): string[] {
  return [[resource.DependsOn ?? []].flat(), referencesIn(resource.Properties)].flat();
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...namedBy(key, inner), ...referencesIn(inner)]);
}

function namedBy(intrinsic: string, argument: unknown): string[] {
  const first = String(Array.isArray(argument) ? argument[0] : argument);
  if (intrinsic === 'Ref') return [first];
  if (intrinsic === 'Fn::GetAtt') return [first.replace(/\..*/, '')];
  if (intrinsic === 'Fn::Sub') return [...first.matchAll(/\$\{([^!}.]+)/g)].map(([, name = '']) => name);
  return [];
}
