import type { Assembly } from '../../assembly';
import { AssemblyError } from '../../assembly';
import type { ResolvedResource } from '../types';

/** A function as its template declares it. */
export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly roleArn: string;
  /** Construct path, for messages. */
  readonly path: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  readonly runtime: string;
  /** Directory of the deployed code; asked for at the first cold start. */
  readonly taskRoot: () => string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly tracing: boolean;
  readonly inVpc: boolean;
  readonly logGroup: string;
  /** Whether the template declares the log group; if not, Lambda has to create it. */
  readonly ownLogGroup: boolean;
  /** Reserved concurrency; absent when unreserved. */
  readonly reserved?: number;
}

interface FunctionProperties {
  readonly Role: string;
  readonly Handler?: string;
  readonly Runtime?: string;
  readonly PackageType?: string;
  readonly Code?: { readonly S3Key?: string };
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly TracingConfig?: { readonly Mode?: string };
  readonly VpcConfig?: unknown;
  readonly LoggingConfig?: { readonly LogGroup?: string };
  readonly ReservedConcurrentExecutions?: number;
}

/** Reads an `AWS::Lambda::Function`; defaults are Lambda's. */
export function readConfiguration(assembly: Assembly, resource: ResolvedResource): FunctionConfiguration {
  const properties = resource.properties as unknown as FunctionProperties;
  const { ref: name, path, region } = resource;
  const variables = Object.entries(properties.Environment?.Variables ?? {});
  const logGroup = properties.LoggingConfig?.LogGroup;
  return {
    name,
    arn: resource.attributes.Arn ?? '',
    region,
    roleArn: properties.Role,
    path,
    handler: properties.Handler ?? '',
    runtime: properties.Runtime ?? properties.PackageType ?? '',
    taskRoot: () => taskRoot(assembly, path, properties),
    timeoutMs: (properties.Timeout ?? 3) * 1000,
    memoryMb: properties.MemorySize ?? 128,
    environment: Object.fromEntries(variables.map(([key, value]) => [key, String(value)])),
    tracing: properties.TracingConfig?.Mode === 'Active',
    inVpc: properties.VpcConfig !== undefined,
    logGroup: logGroup ?? `/aws/lambda/${name}`,
    ownLogGroup: logGroup !== undefined,
    reserved: properties.ReservedConcurrentExecutions,
  };
}

function taskRoot(assembly: Assembly, path: string, { Runtime = '', Code }: FunctionProperties): string {
  if (!Runtime.startsWith('nodejs')) throw new AssemblyError(`${path}: runtime ${Runtime || 'none'} is not served`);
  if (!Code?.S3Key) throw new AssemblyError(`${path}: only code from assets is served`);
  return assembly.asset(Code.S3Key);
}
