import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import type { AccessKey } from '../gateway/credentials';
import {
  type FunctionInvoker,
  type InvocationResult,
  type InvocationSource,
  type StreamingInvocation,
  UnknownFunction,
} from '../types';
import type { FunctionConfiguration } from './configuration';
import { Environment } from './environment';
import { environmentVariables } from './environment-variables';
import type { LogStore } from './log-store';
import { type FunctionStats, Pool, type PoolHost, type PoolLimits } from './pool';
import { nodeExecutable, type RuntimeBundle } from './runtime-bundle';
import { StreamedResponse } from './streamed-response';

/** Largest answer of a function, in bytes; Lambda's limit. */
const longestPayload = 6 * 1024 * 1024;

/** What the host gets from the machine around it. */
export interface FunctionHostOptions {
  readonly configurations: readonly FunctionConfiguration[];
  readonly runtime: RuntimeBundle;
  readonly endpoint: string;
  /** The access key of a function. */
  readonly accessKey: (configuration: FunctionConfiguration) => AccessKey;
  /** Replaces addresses of AWS in the environment by local ones; throws on one that has none. */
  readonly localize: (variable: string, value: string) => string;
  /** Told before each invocation, to check what Lambda does on the function's behalf. */
  readonly invoking: PoolHost['invoking'];
  readonly logs: LogStore;
  /** Whether a service may invoke a function, by the function's resource policy. */
  readonly mayInvoke: (functionRef: string, source: InvocationSource) => boolean;
  /** Told of an asynchronous invocation that failed after its retries. */
  readonly report: (problem: string) => void;
  readonly limits?: Partial<PoolLimits>;
  /** Environments of all functions together. */
  readonly totalEnvironments?: number;
  /** Waits before the retries of an asynchronous invocation (ms); AWS waits one and two minutes. */
  readonly asyncRetryMs?: readonly number[];
}

const defaultLimits: PoolLimits = { environments: 10, busyMs: 60, idleMs: 300_000, initMs: 10_000 };

/** Runs the functions of an assembly in processes of their own. */
export class FunctionHost implements FunctionInvoker {
  private readonly pools = new Map<string, Pool>();
  private readonly reaper: NodeJS.Timeout;
  private readonly limits: PoolLimits;
  private readonly executable = nodeExecutable();
  private stopped = false;

  constructor(private readonly options: FunctionHostOptions) {
    this.limits = { ...defaultLimits, ...options.limits };
    for (const configuration of options.configurations) {
      this.pools.set(configuration.name, new Pool(configuration, this.poolHost()));
    }
    this.reaper = setInterval(() => this.reap(), Math.min(this.limits.idleMs, 30_000));
    this.reaper.unref();
  }

  invoke(functionRef: string, event: unknown): Promise<InvocationResult> {
    const { pool, functionArn } = this.find(functionRef);
    return new Promise((resolve) => {
      const chunks: Uint8Array[] = [];
      pool.submit({
        event: JSON.stringify(event),
        functionArn,
        assigned: () => undefined,
        sink: {
          chunk: (data) => void chunks.push(data),
          done: (payload = JSON.stringify(Buffer.concat(chunks).toString('utf8'))) => resolve(toResult(payload)),
          failed: (error) => resolve({ ok: false, ...error }),
        },
      });
    });
  }

  async invokeAsync(functionRef: string, event: unknown, source?: InvocationSource): Promise<InvocationResult> {
    if (source && !this.options.mayInvoke(functionRef, source)) {
      const errorMessage = `no permission of ${functionRef} lets ${source.principal} invoke it for ${source.sourceArn}`;
      this.options.report(errorMessage);
      return { ok: false, errorType: 'AccessDeniedException', errorMessage };
    }
    let result = await this.invoke(functionRef, event);
    for (const delay of this.options.asyncRetryMs ?? [1_000, 2_000]) {
      if (result.ok || this.stopped) return result;
      await new Promise((resolve) => setTimeout(resolve, delay).unref());
      result = await this.invoke(functionRef, event);
    }
    if (!result.ok) this.options.report(`asynchronous invocation of ${functionRef} failed: ${result.errorMessage}`);
    return result;
  }

  async invokeStreaming(functionRef: string, event: unknown, signal?: AbortSignal): Promise<StreamingInvocation> {
    signal?.throwIfAborted();
    const { pool, functionArn } = this.find(functionRef);
    let environment: Environment | undefined;
    let over = false;
    const response = new StreamedResponse((bytes) => environment?.send({ type: 'taken', bytes }));
    const sink = {
      chunk: (data: Uint8Array) => response.chunk(data),
      done: () => {
        over = true;
        response.done();
      },
      failed: (error: { errorType: string; errorMessage: string }) => {
        over = true;
        response.failed(error);
      },
    };
    const takeBack = pool.submit({
      event: JSON.stringify(event),
      functionArn,
      sink,
      assigned: (chosen) => {
        environment = chosen;
      },
    });
    const abort = () => {
      if (over) return;
      if (takeBack()) response.failed({ errorType: 'AbortError', errorMessage: 'the client has gone' });
      else environment?.send({ type: 'abort' });
    };
    signal?.addEventListener('abort', abort, { once: true });
    const invocation = await response.head;
    invocation.body.once('close', abort);
    return invocation;
  }

  /** Starts an environment of each function named, or of all, ahead of its first invocation. */
  async warm(...functionRefs: string[]): Promise<void> {
    const pools = functionRefs.length ? functionRefs.map((ref) => this.find(ref).pool) : [...this.pools.values()];
    await Promise.all(pools.map((pool) => pool.warm()));
  }

  /** Kills the processes of a function, or of all; invocations under way fail as when a runtime exits. */
  async killEnvironments(functionRef?: string): Promise<void> {
    await Promise.all(this.chosen(functionRef).map((pool) => pool.kill()));
  }

  /** Lets the next invocation of a function, or of any, start cold, without disturbing one under way. */
  async recycle(functionRef?: string): Promise<void> {
    await Promise.all(this.chosen(functionRef).map((pool) => pool.recycle()));
  }

  /** Configuration of the function that a name, ARN, version ARN or alias ARN means. */
  configuration(functionRef: string): FunctionConfiguration {
    return this.find(functionRef).pool.configuration;
  }

  configurations(): readonly FunctionConfiguration[] {
    return this.options.configurations;
  }

  /** The last lines that a function wrote. */
  logs(functionRef: string): readonly string[] {
    return this.options.logs.of(this.find(functionRef).pool.configuration.name);
  }

  stats(): Record<string, FunctionStats> {
    return Object.fromEntries([...this.pools].map(([name, pool]) => [name, pool.stats()]));
  }

  /** Ends every process. Invocations under way fail. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.reaper);
    await this.killEnvironments();
    await this.options.runtime.remove();
  }

  private chosen(functionRef: string | undefined): Pool[] {
    return functionRef === undefined ? [...this.pools.values()] : [this.find(functionRef).pool];
  }

  private find(functionRef: string): { readonly pool: Pool; readonly functionArn: string } {
    const isArn = functionRef.startsWith('arn:');
    const [name = '', qualifier] = isArn ? functionRef.split(':').slice(6) : functionRef.split(':');
    const pool = this.pools.get(name);
    if (!pool) throw new UnknownFunction(functionRef);
    const { arn } = pool.configuration;
    return { pool, functionArn: isArn ? functionRef : qualifier ? `${arn}:${qualifier}` : arn };
  }

  private poolHost(): PoolHost {
    return {
      limits: this.limits,
      start: (configuration) => this.startEnvironment(configuration),
      invoking: (configuration, environment) => this.options.invoking(configuration, environment),
      admit: () => this.admit(),
    };
  }

  private startEnvironment(configuration: FunctionConfiguration): Environment {
    if (this.stopped) throw new Error('the laptop is stopping');
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    const { runtime, endpoint, accessKey, localize, logs } = this.options;
    return new Environment({
      executable: this.executable,
      file: runtime.file,
      memoryMb: configuration.memoryMb,
      logStream,
      log: (line) => logs.add(configuration.name, line),
      variables: environmentVariables(configuration, {
        taskRoot: configuration.taskRoot(),
        endpoint,
        logStream,
        accessKey: accessKey(configuration),
        compileCache: runtime.compileCache,
        localize,
      }),
    });
  }

  private admit(): boolean {
    const limit = this.options.totalEnvironments ?? 12 + 6 * cpus().length;
    const total = [...this.pools.values()].reduce((sum, { size }) => sum + size, 0);
    return total < limit || [...this.pools.values()].some((pool) => pool.evictIdle());
  }

  private reap(): void {
    for (const pool of this.pools.values()) while (pool.evictIdle(this.limits.idleMs));
  }
}

function toResult(payload: string): InvocationResult {
  if (payload.length > longestPayload) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${longestPayload} bytes).`;
    return { ok: false, errorType: 'Function.ResponseSizeTooLarge', errorMessage };
  }
  return { ok: true, payload: JSON.parse(payload) as unknown };
}
