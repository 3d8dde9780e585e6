import type { Assembly } from '../assembly';

/** A resource of a template, as it is declared. */
export interface Resource {
  readonly stack: string;
  readonly region: string;
  readonly type: string;
  /** Construct path without the stack's name, such as `Worker/Generate/Function/Resource`. */
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What is deployed of one design in one region. */
export interface Deployment {
  readonly design: string;
  readonly region: string;
  readonly resources: readonly Resource[];
}

/** A template does not have what a design is known by. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}

/**
 * Sorts an assembly's resources by the design that they belong to and their region. A stack belongs to the design that most of its
 * resources are tagged with (`design`).
 */
export function deploymentsOf(assembly: Assembly): Deployment[] {
  const found = new Map<string, { design: string; region: string; resources: Resource[] }>();
  for (const stack of assembly.stacks) {
    const declared = Object.entries(stack.template.Resources ?? {});
    const design = designOf(declared.map(([, { Properties }]) => Properties ?? {}));
    if (design === undefined) continue;
    const key = `${design}/${stack.region}`;
    const deployment = found.get(key) ?? { design, region: stack.region, resources: [] };
    found.set(key, deployment);
    for (const [logicalId, { Type, Properties = {} }] of declared) {
      const path = stack.path(logicalId).replace(/^[^/]*\//, '');
      deployment.resources.push({ stack: stack.name, region: stack.region, type: Type, path, properties: Properties });
    }
  }
  return [...found.values()];
}

function designOf(all: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { Tags } of all) {
    if (!Array.isArray(Tags)) continue;
    for (const { Key, Value } of Tags as { readonly Key?: unknown; readonly Value?: unknown }[]) {
      if (Key === 'design' && typeof Value === 'string') counts.set(Value, (counts.get(Value) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** Resources of a type below a construct, such as `Worker/Generate`. */
export const below = ({ resources }: Deployment, type: string, path: string): Resource[] =>
  resources.filter((each) => each.type === type && (each.path === path || each.path.startsWith(`${path}/`)));

/** The one resource of a type below a construct; throws when there is none. */
export function oneBelow(deployment: Deployment, type: string, path: string): Resource {
  const [first] = below(deployment, type, path);
  if (first) return first;
  const { design, region } = deployment;
  throw new DeploymentError(
    `design ${design} has no ${type} at ${path} in ${region}: was the assembly made by another version?`,
  );
}

/** A number in a property, however deep; undefined where there is none, or a reference. */
export function numberAt(value: unknown, ...keys: readonly (string | number)[]): number | undefined {
  let inner: unknown = value;
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return typeof inner === 'number' ? inner : undefined;
}

/** Settings of a function that bound what it can do at once. */
export interface FunctionSettings {
  readonly path: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly provisioned: number;
  /** Undefined where the function shares what the account has. */
  readonly reserved: number | undefined;
  /** Its variables are encrypted with a key of the account. */
  readonly hasKey: boolean;
}

/** A function by its construct, such as `SocketRoutes/Send`. */
export function functionAt(deployment: Deployment, path: string): FunctionSettings {
  const { properties } = oneBelow(deployment, 'AWS::Lambda::Function', path);
  const provisioned = below(deployment, 'AWS::Lambda::Alias', path).map(({ properties: alias }) =>
    numberAt(alias, 'ProvisionedConcurrencyConfig', 'ProvisionedConcurrentExecutions'),
  );
  return {
    path,
    memoryMb: numberAt(properties, 'MemorySize') ?? 128,
    timeoutMs: (numberAt(properties, 'Timeout') ?? 3) * 1000,
    provisioned: provisioned.reduce<number>((sum, each) => sum + (each ?? 0), 0),
    reserved: numberAt(properties, 'ReservedConcurrentExecutions'),
    hasKey: properties.KmsKeyArn !== undefined,
  };
}

export interface ThrottleSettings {
  readonly perSecond: number;
  readonly burst: number;
}

/** What the stage of an API lets through, below a construct; undefined where it has no bound of its own. */
export function throttleAt(deployment: Deployment, path: string): ThrottleSettings | undefined {
  const [rest] = below(deployment, 'AWS::ApiGateway::Stage', path);
  const [socket] = below(deployment, 'AWS::ApiGatewayV2::Stage', path);
  const settings = rest
    ? (rest.properties.MethodSettings as readonly unknown[] | undefined)?.[0]
    : socket?.properties.DefaultRouteSettings;
  const perSecond = numberAt(settings, 'ThrottlingRateLimit');
  const burst = numberAt(settings, 'ThrottlingBurstLimit');
  return perSecond === undefined || burst === undefined ? undefined : { perSecond, burst };
}

/** A poller of provisioned mode invokes so many at once. */
const INVOCATIONS_A_POLLER = 10;

/** Invocations that an event source mapping of a queue may have at once; undefined where nothing bounds it. */
export function pollersAt(deployment: Deployment, path: string): number | undefined {
  const { properties } = oneBelow(deployment, 'AWS::Lambda::EventSourceMapping', path);
  const provisioned = numberAt(properties, 'ProvisionedPollerConfig', 'MaximumPollers');
  if (provisioned !== undefined) return provisioned * INVOCATIONS_A_POLLER;
  return numberAt(properties, 'ScalingConfig', 'MaximumConcurrency');
}
