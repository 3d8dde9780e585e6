import { randomBytes, randomUUID } from 'node:crypto';
import type { FunctionConfiguration } from './configuration';
import type { Environment, InvocationSink } from './environment';
import type { ErrorMessage } from './runtime/messages';

/** What a pool needs from the machine around it. */
export interface PoolHost {
  start(configuration: FunctionConfiguration): Environment;
  /** Told before each invocation; checks what the service does on the function's behalf. */
  invoking(configuration: FunctionConfiguration, environment: Environment): void;
  /** Makes room for one more process; false when there is none. */
  admit(): boolean;
  readonly limits: PoolLimits;
}

export interface PoolLimits {
  /** Environments a function may have at once. */
  readonly environments: number;
  /**
   * A second environment starts when the first has been busy with one invocation for so long (ms); each further one
   * waits twice as long as the one before.
   */
  readonly busyMs: number;
  /** An environment unused for so long ends (ms). */
  readonly idleMs: number;
  /** Loading a bundle may take so long (ms). */
  readonly initMs: number;
}

export interface FunctionStats {
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  /** Sum over invocations, in ms. */
  readonly totalMs: number;
  readonly longestMs: number;
  readonly environments: number;
}

interface Waiting {
  readonly event: string;
  readonly functionArn: string;
  readonly sink: InvocationSink;
  /** Told which environment runs the invocation, so that it can be spoken to. */
  readonly assigned: (environment: Environment) => void;
}

/** The environments of one function and the invocations that wait for one. */
export class Pool {
  private readonly all = new Set<Environment>();
  private readonly idle: { readonly environment: Environment; readonly since: number }[] = [];
  private readonly retiring = new WeakSet<Environment>();
  private readonly queue: Waiting[] = [];
  private starting = 0;
  private timer: NodeJS.Timeout | undefined;
  private invocations = 0;
  private errors = 0;
  private coldStarts = 0;
  private totalMs = 0;
  private longestMs = 0;

  constructor(
    readonly configuration: FunctionConfiguration,
    private readonly host: PoolHost,
  ) {}

  /** Queues an invocation. @returns takes it back as long as it still waits; false when it already runs */
  submit(invocation: Waiting): () => boolean {
    if (this.configuration.reserved === 0) {
      invocation.sink.failed({ errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' });
      return () => true;
    }
    this.queue.push(invocation);
    this.dispatch();
    return () => {
      const at = this.queue.indexOf(invocation);
      if (at >= 0) this.queue.splice(at, 1);
      return at >= 0;
    };
  }

  /** Starts an environment ahead of the first invocation. */
  async warm(): Promise<void> {
    if (this.all.size === 0) await this.startOne();
  }

  /** Ends every process at once; invocations under way fail as when a runtime exits. */
  async kill(): Promise<void> {
    const ending = [...this.all];
    for (const environment of ending) environment.kill();
    await Promise.all(ending.map(({ ended }) => ended));
  }

  /** Ends idle environments now and busy ones after their invocation, so that the next starts cold. */
  async recycle(): Promise<void> {
    for (const environment of this.all) this.retiring.add(environment);
    const idle = this.idle.splice(0).map(({ environment }) => environment);
    for (const environment of idle) environment.kill();
    await Promise.all(idle.map(({ ended }) => ended));
  }

  /** Ends an environment that no invocation needs. @returns false when there is none */
  evictIdle(unusedFor = 0): boolean {
    const [oldest] = this.idle;
    if (!oldest || Date.now() - oldest.since < unusedFor) return false;
    this.idle.shift();
    oldest.environment.kill();
    return true;
  }

  get size(): number {
    return this.all.size;
  }

  stats(): FunctionStats {
    const { invocations, errors, coldStarts, totalMs, longestMs } = this;
    return { invocations, errors, coldStarts, totalMs, longestMs, environments: this.all.size };
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const environment = this.idle.pop()?.environment;
      const next = environment && this.queue.shift();
      if (!environment || !next) break;
      this.run(environment, next);
    }
    if (this.queue.length > 0) this.scaleOut();
  }

  /**
   * Unlike Lambda, which starts an environment for every concurrent invocation: short invocations wait their turn,
   * since processes beyond the machine's cores would only slow each other down.
   */
  private scaleOut(): void {
    if (this.starting > 0) return;
    const { environments, busyMs } = this.host.limits;
    const longBusy = Date.now() - busyMs * 2 ** (this.all.size - 1);
    const stuck = [...this.all].every(({ busySince }) => busySince !== undefined && busySince <= longBusy);
    const room = this.all.size < Math.min(environments, this.configuration.reserved ?? environments);
    if (stuck && room && (this.all.size === 0 || this.host.admit())) void this.startOne();
    else this.lookAgain();
  }

  private lookAgain(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.dispatch();
    }, 20);
  }

  private async startOne(): Promise<void> {
    this.starting++;
    this.coldStarts++;
    let failure: ErrorMessage | undefined;
    try {
      const environment = this.host.start(this.configuration);
      this.all.add(environment);
      void environment.ended.then(() => this.gone(environment));
      failure = await this.initialized(environment);
      if (!failure) this.release(environment);
    } catch (error) {
      failure = {
        errorType: 'Runtime.InitError',
        errorMessage: error instanceof Error ? error.message : String(error),
      };
    }
    this.starting--;
    if (failure) this.failNext(failure);
    this.dispatch();
  }

  private async initialized(environment: Environment): Promise<ErrorMessage | undefined> {
    const { initMs } = this.host.limits;
    const late = { errorType: 'Sandbox.Timedout', errorMessage: `Init phase timed out after ${initMs} ms` };
    const timer = setTimeout(() => environment.kill(late), initMs);
    const failure = await environment.started;
    clearTimeout(timer);
    if (failure) environment.kill(failure);
    return failure;
  }

  /** A bundle that cannot be loaded fails the invocation that waited for it; the next one tries again. */
  private failNext(failure: ErrorMessage): void {
    const next = this.queue.shift();
    if (!next) return;
    this.errors++;
    next.sink.failed(failure);
  }

  private run(environment: Environment, { event, functionArn, sink, assigned }: Waiting): void {
    const { timeoutMs } = this.configuration;
    const requestId = randomUUID();
    const started = Date.now();
    const timer = setTimeout(() => environment.kill(timedOut(requestId, timeoutMs)), timeoutMs);
    const over = (failed: boolean) => {
      clearTimeout(timer);
      this.count(Date.now() - started, failed);
      this.release(environment);
    };
    this.host.invoking(this.configuration, environment);
    assigned(environment);
    const traceId = `Root=1-${Math.floor(started / 1000).toString(16)}-${randomBytes(12).toString('hex')};Sampled=0`;
    environment.invoke(
      { type: 'invoke', requestId, functionArn, event, deadline: started + timeoutMs, traceId },
      {
        chunk: (data) => sink.chunk(data),
        done: (payload) => {
          over(false);
          sink.done(payload);
        },
        failed: (error) => {
          over(true);
          sink.failed(error);
        },
      },
    );
  }

  private release(environment: Environment): void {
    if (!environment.alive) return;
    if (this.retiring.has(environment)) environment.kill();
    else {
      this.idle.push({ environment, since: Date.now() });
      this.dispatch();
    }
  }

  private gone(environment: Environment): void {
    this.all.delete(environment);
    const at = this.idle.findIndex((entry) => entry.environment === environment);
    if (at >= 0) this.idle.splice(at, 1);
    this.dispatch();
  }

  private count(ms: number, failed: boolean): void {
    this.invocations++;
    if (failed) this.errors++;
    this.totalMs += ms;
    this.longestMs = Math.max(this.longestMs, ms);
  }
}

function timedOut(requestId: string, timeoutMs: number): ErrorMessage {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}
