import { type Assembly, AssemblyError, type AssemblyStack, Resolver, type TemplateResource } from '../assembly';
import { CostError } from './cost-error';
import { designsOf, mostOften } from './designs-of';
import { withNestedStacks } from './nested-stacks';

/** A resource as it is priced. */
export interface CostedResource {
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  /** Value of the tag `design`, else the stack's name. */
  readonly design: string;
  /** The design is a tag's. */
  readonly tagged: boolean;
  /** `<stack>/<logicalId>`. */
  readonly id: string;
  /**
   * A property, or what is deeper inside of it, with intrinsic functions resolved; undefined where it is left out.
   * @throws CostError when it cannot be known from the assembly
   */
  get(...path: readonly string[]): unknown;
  /** Its properties as the template has them, as JSON. */
  raw(): string;
}

export interface CostedAssembly {
  readonly directory: string;
  readonly stacks: readonly AssemblyStack[];
  readonly resources: readonly CostedResource[];
  /** The region in which most resources are. */
  readonly mainRegion?: string;
  /** The resource that a resolved `Ref` or `Fn::GetAtt` is of; undefined for anything else. */
  refersTo(value: unknown): CostedResource | undefined;
}

export interface ReadOptions {
  /** Region of stacks that name none. */
  readonly region: string;
  /** Values of template parameters by name, for those without a default. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Names of the stacks to look at. @default - all */
  readonly only?: readonly string[];
}

/** What CloudFormation would create of an assembly, conditions applied, nested stacks included. */
export function costedAssembly(assembly: Assembly, options: ReadOptions): CostedAssembly {
  const stacks = withNestedStacks(assembly, options);
  const byName = new Map(stacks.map((stack) => [`${stack.region}/${stack.name}`, stack]));
  const named = (name: string, region?: string) =>
    (region && byName.get(`${region}/${name}`)) || assembly.stack(name, region);
  const resolver = new Resolver({ ...assembly, stacks, stack: named }, '000000000000', reference);
  const resources = stacks
    .filter(
      ({ name }) => !options.only?.length || options.only.some((one) => name === one || name.startsWith(`${one}/`)),
    )
    .flatMap((stack) => resourcesOf(stack, resolver));
  const known = new Map(
    resources.map((resource) => [tokenOf(resource.region, resource.stack, resource.logicalId), resource]),
  );
  return {
    directory: assembly.directory,
    stacks,
    resources,
    mainRegion: mostOften(resources.map(({ region }) => region)),
    refersTo: (value) => known.get(/<<[^>]+>>/.exec(String(value))?.[0] ?? ''),
  };
}

const tokenOf = (region: string, stack: string, logicalId: string) => `<<${region}/${stack}/${logicalId}>>`;

/** Nothing needs a resource's real name to be priced, only which resource it is. */
function reference({ stack, logicalId }: { readonly stack: AssemblyStack; readonly logicalId: string }) {
  const ref = tokenOf(stack.region, stack.name, logicalId);
  const attributes = new Proxy<Record<string, string>>({}, { get: () => ref });
  return { ref, attributes };
}

function resourcesOf(stack: AssemblyStack, resolver: Resolver): CostedResource[] {
  const design = designsOf(stack);
  return Object.entries(stack.template.Resources ?? {})
    .filter(([logicalId, resource]) => exists(stack, logicalId, resource, resolver))
    .map(([logicalId, resource]) => ({
      stack: stack.name,
      region: stack.region,
      logicalId,
      type: resource.Type,
      ...design(resource),
      id: `${stack.name}/${logicalId}`,
      raw: () => JSON.stringify(resource.Properties ?? {}),
      get: (...path) =>
        readable(`${stack.name}/${logicalId} (${resource.Type}), ${path.join('.')}`, () =>
          walk(resource.Properties, path, (value) => resolver.resolve(stack, value)),
        ),
    }));
}

function exists(stack: AssemblyStack, logicalId: string, { Condition, Type }: TemplateResource, resolver: Resolver) {
  if (!Condition) return true;
  return (
    readable(`${stack.name}/${logicalId} (${Type}), its condition`, () => resolver.resolve(stack, { Condition })) ===
    true
  );
}

/** Goes down as far as the template is plain and resolves no more than what is asked for. */
function walk(value: unknown, path: readonly string[], resolve: (value: unknown) => unknown): unknown {
  let here = value;
  for (const key of path) {
    if (isIntrinsic(here)) here = resolve(here);
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[key];
  }
  return here === undefined ? undefined : resolve(here);
}

function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [only, ...others] = Object.keys(value);
  return others.length === 0 && (only === 'Ref' || only?.startsWith('Fn::') === true);
}

function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AssemblyError)) throw error;
    throw new CostError(`${what}: ${error.message}. Parameters without a default are given as --parameter Name=value.`);
  }
}
