import { readAssembly } from '../assembly';
import { createEngines, type EngineOptions, type EngineSet, engineOptions } from './engines';
import type { Caller } from './engines/engine';
import { domainBase } from './engines/opensearch/opensearch-engine';
import type { ObjectStore } from './engines/s3/object-store';
import { type EventSourceStats, type EventSources, startEventSources } from './event-sources';
import {
  buildRuntime,
  checkServiceActions,
  type FunctionConfiguration,
  FunctionHost,
  LogStore,
  type PoolLimits,
  readConfiguration,
} from './functions';
import { Gateway } from './gateway/gateway';
import { sendAsService } from './gateway/send-as-service';
import { HostMap } from './host-map';
import { Access } from './iam/access';
import { InvokePermissions } from './iam/invoke-permissions';
import { accountId } from './resource-identity';
import { Resources } from './resources';
import type { Progress } from './types';

export interface CoreOptions {
  /** Where `cdk synth` wrote the assembly. */
  readonly assemblyDir: string;
  readonly progress?: Progress;
  /** Told of each line that a function writes. */
  readonly functionLog?: (functionName: string, line: string) => void;
  readonly engines?: EngineOptions;
  readonly limits?: Partial<PoolLimits>;
  /** Execution environments of all functions together. */
  readonly totalEnvironments?: number;
  readonly now?: () => number;
}

/** The assembly running on this machine, apart from the ways in: APIs, edge and sign-in. */
export interface LocalCore {
  readonly resources: Resources;
  /** Which local address stands for which host of AWS. */
  readonly hosts: HostMap;
  readonly gateway: Gateway;
  readonly iam: Access;
  readonly invokePermissions: InvokePermissions;
  readonly functions: FunctionHost;
  readonly engines: EngineSet;
  /** Failures that had no caller to answer to: deliveries given up, polls refused. */
  problems(): readonly string[];
  /** Starts reading queues and streams; call it when every way in is there. */
  startEventSources(): void;
  /** What each event source mapping delivered so far; empty before they were started. */
  eventSourceStats(): readonly EventSourceStats[];
  /** Ends every process and frees every port. */
  stop(): Promise<void>;
}

/**
 * Starts everything behind the APIs: one endpoint for all services, engines with the assembly's resources in them, and
 * the functions with their permissions enforced.
 * @throws AssemblyError on anything in the assembly that the laptop does not know
 */
export async function startCore(options: CoreOptions): Promise<LocalCore> {
  const running: Stop[] = [];
  try {
    return await start(options, running);
  } catch (error) {
    await stopAll(running);
    throw error;
  }
}

type Stop = () => Promise<void>;

/** What was started last ends first. */
async function stopAll(running: Stop[]): Promise<void> {
  for (const stop of running.splice(0).reverse()) await stop();
}

async function start(options: CoreOptions, running: Stop[]): Promise<LocalCore> {
  const { progress = () => undefined, now = Date.now } = options;
  const assembly = readAssembly(options.assemblyDir);
  const problems: string[] = [];
  const report = (problem: string) => void problems.push(problem);

  const gateway = new Gateway();
  await gateway.start();
  running.push(() => gateway.stop());
  progress(`one endpoint for every service at ${gateway.endpoint}`);

  const hosts = new HostMap();
  const resources = new Resources(assembly, gateway.endpoint, hosts);
  mapExecuteApiHosts(resources, hosts, gateway.endpoint);
  mapSearchHosts(resources, hosts, gateway.endpoint);
  mapBucketHosts(resources, hosts, gateway.endpoint);

  const configurations = readFunctions(resources);
  const iam = new Access(resources);
  for (const { name, roleArn } of configurations) iam.addFunction(name, roleArn);
  gateway.enforce(iam);
  progress(`permissions of ${configurations.length} functions read`);

  const invokePermissions = new InvokePermissions(resources);
  const functions = hostFunctions(options, { configurations, gateway, iam, invokePermissions, hosts, report });
  running.push(() => functions.stop());
  const sendMessage = sendAsService(gateway);
  const context = { endpoint: gateway.endpoint, accountId, functions, sendMessage, progress, now, report };
  const engines = await createEngines(context, options.engines ?? engineOptions(process.env));
  running.push(() => engines.stop());
  for (const engine of engines.all) gateway.register(engine);
  await resources.provision(engines.all, progress);

  let eventSources: EventSources | undefined;
  return {
    resources,
    hosts,
    gateway,
    iam,
    invokePermissions,
    functions,
    engines,
    problems: () => problems,
    startEventSources() {
      if (eventSources) return;
      const started = pollEventSources(resources, { functions, gateway, iam, report, now, objects: engines.objects });
      running.push(() => started.stop());
      eventSources = started;
    },
    eventSourceStats: () => eventSources?.stats() ?? [],
    stop: () => stopAll(running),
  };
}

interface HostParts {
  readonly configurations: readonly FunctionConfiguration[];
  readonly gateway: Gateway;
  readonly iam: Access;
  readonly invokePermissions: InvokePermissions;
  readonly hosts: HostMap;
  readonly report: (problem: string) => void;
}

function hostFunctions(
  { functionLog, limits, totalEnvironments }: CoreOptions,
  { configurations, gateway, iam, invokePermissions, hosts, report }: HostParts,
): FunctionHost {
  return new FunctionHost({
    configurations,
    runtime: buildRuntime(),
    endpoint: gateway.endpoint,
    accessKey: (configuration) =>
      gateway.credentials.issue({ ...callerOf(configuration), functionArn: configuration.arn }),
    localize: (variable, value) => localize(hosts, variable, value),
    invoking: (configuration, environment) => checkServiceActions(iam, configuration, environment),
    mayInvoke: (functionRef, { principal, sourceArn }) => invokePermissions.allows(functionRef, principal, sourceArn),
    logs: new LogStore(functionLog),
    report,
    limits,
    totalEnvironments,
  });
}

function pollEventSources(
  resources: Resources,
  {
    functions,
    gateway,
    iam,
    report,
    objects,
    now,
  }: Pick<HostParts, 'gateway' | 'iam' | 'report'> & {
    functions: FunctionHost;
    objects: ObjectStore;
    now: () => number;
  },
): EventSources {
  return startEventSources({
    mappings: resources.ofType('AWS::Lambda::EventSourceMapping'),
    functions,
    endpoint: gateway.endpoint,
    call: (call) => gateway.call(call),
    objects,
    callerOf: (functionRef) => callerOf(functions.configuration(functionRef)),
    allowed: ({ name }, action, resource) => iam.check(name, { action, resource }) === undefined,
    report,
    now,
  });
}

/** Every function but those that only serve deployments. */
function readFunctions(resources: Resources): FunctionConfiguration[] {
  const providers = resources.customResourceProviders();
  return resources
    .ofType('AWS::Lambda::Function')
    .filter(({ attributes }) => !providers.has(attributes.Arn ?? ''))
    .map((resource) => readConfiguration(resources.assembly, resource));
}

/** Lambda's own services as they act for a function, with the permissions of its role. */
function callerOf({ name, roleArn }: FunctionConfiguration): Caller {
  return { name, roleArn };
}

/** The management API of connections is called at the host of the API; its requests come to the gateway. */
function mapExecuteApiHosts(resources: Resources, hosts: HostMap, endpoint: string): void {
  for (const { ref, region } of resources.ofType('AWS::ApiGatewayV2::Api', 'AWS::ApiGateway::RestApi')) {
    hosts.set(`${ref}.execute-api.${region}.amazonaws.com`, `${endpoint}/execute-api/${ref}`);
  }
}

/** A search domain is called at a host of its own; its requests come to the gateway, below the domain's name. */
function mapSearchHosts(resources: Resources, hosts: HostMap, endpoint: string): void {
  for (const { ref, attributes } of resources.ofType('AWS::OpenSearchService::Domain')) {
    hosts.set(attributes.DomainEndpoint ?? '', `${endpoint}${domainBase(ref)}`);
  }
}

/** Pages are allowed to talk to a bucket by its host; forms are posted to the gateway, with the bucket in the path. */
function mapBucketHosts(resources: Resources, hosts: HostMap, endpoint: string): void {
  for (const { ref, region } of resources.ofType('AWS::S3::Bucket')) {
    hosts.set(`${ref}.s3.${region}.amazonaws.com`, endpoint);
  }
}

function localize(hosts: HostMap, variable: string, value: string): string {
  const [unknown] = hosts.unknownHosts(value);
  if (unknown) throw new Error(`${variable} names ${unknown}, which nothing on the laptop stands for`);
  return hosts.rewrite(value);
}
