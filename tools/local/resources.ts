import { type Assembly, AssemblyError, type AssemblyStack, type IdentityRequest, Resolver } from '../assembly';
import type { Engine } from './engines/engine';
import type { HostMap } from './host-map';
import { accountId } from './resource-identity';
import { type ResourceType, resourceTypes } from './resource-types';
import type { Progress, ResolvedResource } from './types';

/** One row of the table shown at start. */
export interface ResourceTypeCount {
  readonly type: string;
  readonly count: number;
  /** What serves the type, or why it is passed over. */
  readonly note: string;
  readonly served: boolean;
}

/** The resources of an assembly as they exist on this machine. */
export class Resources {
  private readonly types: Readonly<Record<string, ResourceType>>;
  private readonly resolver: Resolver;
  private readonly declared: readonly { readonly stack: AssemblyStack; readonly logicalId: string; type: string }[];
  private readonly resolved = new Map<string, ResolvedResource>();

  /**
   * @param endpoint address of the laptop's one endpoint for all services
   * @throws AssemblyError when the assembly has a resource of a type that the laptop does not know
   */
  constructor(
    readonly assembly: Assembly,
    endpoint: string,
    private readonly hosts: HostMap,
  ) {
    this.types = resourceTypes(endpoint);
    this.resolver = new Resolver(assembly, accountId, (resource) => this.identify(resource));
    this.declared = assembly.stacks.flatMap((stack) =>
      this.resolver.creationOrder(stack).map((logicalId) => {
        const type = stack.template.Resources?.[logicalId]?.Type ?? '';
        if (!this.types[type]) throw unknownType(type, stack.path(logicalId));
        return { stack, logicalId, type };
      }),
    );
  }

  /** Every resource of the given types, resolved, in the order of creation. */
  ofType(...types: string[]): ResolvedResource[] {
    return this.declared
      .filter(({ type }) => types.includes(type))
      .map(({ stack, logicalId }) => this.get(stack, logicalId));
  }

  /** ARNs of the functions behind custom resources that are passed over. */
  customResourceProviders(): ReadonlySet<string> {
    const custom = this.declared.filter(({ type }) => type.startsWith('Custom::') && !this.types[type]?.servedBy);
    return new Set(custom.map(({ stack, logicalId }) => String(this.get(stack, logicalId).properties.ServiceToken)));
  }

  /** Files that a deployment uploads as they are. */
  fileAssets(): { readonly bucket: string; readonly key: string; readonly path: string }[] {
    return this.assembly.files.map(({ bucket, key, path }) => ({
      bucket: bucket.replace(/\$\{AWS::AccountId\}/, accountId),
      key,
      path,
    }));
  }

  /** Values of the stacks' outputs in the shape of `cdk deploy --outputs-file`, AWS hosts replaced by local addresses. */
  outputs(): Record<string, Record<string, string>> {
    return Object.fromEntries(
      this.assembly.stacks.map((stack) => {
        const outputs = Object.entries(this.resolver.outputs(stack));
        return [stack.name, Object.fromEntries(outputs.map(([key, value]) => [key, this.hosts.rewrite(value)]))];
      }),
    );
  }

  /** Which types the assembly has, how many of each, and what becomes of them here; sorted by type. */
  summary(): ResourceTypeCount[] {
    const counts = new Map<string, number>();
    for (const { type } of this.declared) counts.set(type, (counts.get(type) ?? 0) + 1);
    return [...counts].sort().map(([type, count]) => {
      const { servedBy, passedOver = '' } = this.types[type] ?? {};
      return { type, count, served: servedBy !== undefined, note: servedBy ?? passedOver };
    });
  }

  /** Creates what the engines serve, each resource after those it refers to. */
  async provision(engines: readonly Engine[], progress: Progress): Promise<void> {
    for (const { stack, logicalId, type } of this.declared) {
      if (this.types[type]?.servedBy !== 'engines') continue;
      const engine = engines.find(({ resourceTypes }) => resourceTypes.includes(type));
      if (!engine) throw new AssemblyError(`no engine creates ${type} (${stack.path(logicalId)})`);
      const resource = this.get(stack, logicalId);
      try {
        await engine.create(resource);
      } catch (error) {
        throw new AssemblyError(`${engine.name} cannot create ${resource.path} (${type}): ${messageOf(error)}`);
      }
      progress(`created ${resource.path}`);
    }
  }

  private get(stack: AssemblyStack, logicalId: string): ResolvedResource {
    const key = `${stack.region}/${stack.name}/${logicalId}`;
    const resource = this.resolved.get(key) ?? this.resolver.resource(stack, logicalId);
    this.resolved.set(key, resource);
    return resource;
  }

  private identify(resource: IdentityRequest) {
    const type = this.types[resource.type];
    if (!type) throw unknownType(resource.type, resource.stack.path(resource.logicalId));
    return type.identity(resource);
  }
}

function unknownType(type: string, path: string): AssemblyError {
  return new AssemblyError(`the laptop does not know resource type ${type} (${path})`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
