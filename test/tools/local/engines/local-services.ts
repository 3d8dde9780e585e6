import type { ResponderSettings } from '../../../../tools/local/engines/bedrock/responder';
import type { EngineContext } from '../../../../tools/local/engines/engine';
import { createEngines, type EngineOptions, type EngineSet } from '../../../../tools/local/engines/index';
import { Gateway } from '../../../../tools/local/gateway/gateway';
import { sendAsService } from '../../../../tools/local/gateway/send-as-service';
import { Access } from '../../../../tools/local/iam/access';
import type { FunctionInvoker, InvocationResult, ResolvedResource } from '../../../../tools/local/types';

export const accountId = '000000000000';
export const region = 'us-east-1';

export interface LocalServices {
  readonly engines: EngineSet;
  readonly gateway: Gateway;
  readonly context: EngineContext;
  readonly endpoint: string;
  /** Configuration of an SDK client whose caller may do all. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Moves the engines' clock. */
  readonly clock: { now: number };
  /** Invocations so far, and what they are answered with. */
  readonly invoked: { readonly functionRef: string; readonly event: unknown }[];
  readonly progress: string[];
  readonly problems: string[];
  answerInvocations(result: InvocationResult): void;
  create(resource: Pick<ResolvedResource, 'type' | 'ref' | 'properties'> & Partial<ResolvedResource>): Promise<void>;
  stop(): Promise<void>;
}

/** The engines behind the gateway, without an assembly. */
export async function startLocalServices(
  options: EngineOptions & { responder?: Partial<ResponderSettings>; policies?: readonly ResolvedResource[] } = {},
): Promise<LocalServices> {
  const gateway = new Gateway();
  await gateway.start();
  gateway.enforce(
    new Access({ ofType: (...types) => (options.policies ?? []).filter(({ type }) => types.includes(type)) }),
  );
  const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5) };
  const invoked: LocalServices['invoked'] = [];
  const progress: string[] = [];
  const problems: string[] = [];
  let result: InvocationResult = { ok: true, payload: null };
  const functions: FunctionInvoker = {
    async invoke(functionRef, event) {
      invoked.push({ functionRef, event });
      return result;
    },
    invokeStreaming: () => Promise.reject(new Error('no streamed invocation is expected here')),
    async invokeAsync(functionRef, event) {
      invoked.push({ functionRef, event });
      return result;
    },
  };
  const context: EngineContext = {
    endpoint: gateway.endpoint,
    accountId,
    functions,
    sendMessage: sendAsService(gateway),
    progress: (message) => progress.push(message),
    now: () => clock.now,
    report: (problem) => problems.push(problem),
  };
  const engines = await createEngines(context, options);
  Object.assign(engines.responder, { wordDelayMs: 0, ...options.responder });
  for (const engine of engines.all) gateway.register(engine);

  return {
    engines,
    gateway,
    context,
    endpoint: gateway.endpoint,
    client: { endpoint: gateway.endpoint, region, credentials: gateway.credentials.issue(gateway.operator) },
    clock,
    invoked,
    progress,
    problems,
    answerInvocations(answer) {
      result = answer;
    },
    async create(resource) {
      const engine = engines.all.find(({ resourceTypes }) => resourceTypes.includes(resource.type));
      if (!engine) throw new Error(`no engine creates ${resource.type}`);
      await engine.create({
        stack: 'test',
        logicalId: resource.ref,
        path: `test/${resource.ref}`,
        region,
        attributes: {},
        ...resource,
      });
    },
    async stop() {
      await engines.stop();
      await gateway.stop();
    },
  };
}
