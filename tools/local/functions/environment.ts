import { type ChildProcess, fork } from 'node:child_process';
import type { ErrorMessage, FromEnvironment, ToEnvironment } from './runtime/messages';

/** How to start an execution environment. */
export interface EnvironmentOptions {
  readonly executable: string;
  /** The runtime's program. */
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly logStream: string;
  /** A line the function wrote to standard output or error. */
  readonly log: (line: string) => void;
}

/** Takes what an invocation comes to; exactly one of `done` and `failed` is called, last. */
export interface InvocationSink {
  chunk(data: Uint8Array): void;
  done(payload: string | undefined): void;
  failed(error: ErrorMessage): void;
}

export type InvokeMessage = Extract<ToEnvironment, { type: 'invoke' }>;

/** One execution environment: a process with one function's bundle, running one invocation at a time. */
export class Environment {
  /** Fulfils when the bundle is loaded, or with the error that loading it ended in. */
  readonly started: Promise<ErrorMessage | undefined>;
  /** Fulfils when the process has gone. */
  readonly ended: Promise<void>;
  busySince: number | undefined;
  /** Invocations handed over so far. */
  invocations = 0;
  readonly logStream: string;
  private readonly process: ChildProcess;
  private sink: InvocationSink | undefined;
  private settleStart: (error?: ErrorMessage) => void = () => undefined;
  /** Why the process was killed, where the host did it. */
  private killedFor: ErrorMessage | undefined;

  constructor({ executable, file, variables, memoryMb, logStream, log }: EnvironmentOptions) {
    this.logStream = logStream;
    this.process = fork(file, [], {
      execPath: executable,
      execArgv: [`--max-old-space-size=${memoryMb}`],
      env: { ...variables },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.started = new Promise((resolve) => {
      this.settleStart = resolve;
    });
    this.process.on('message', (message: FromEnvironment) => this.receive(message));
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        resolve();
        this.exited(how);
      };
      this.process.once('close', (code, signal) => end(signal ? `signal: ${signal}` : `exit status ${code}`));
      this.process.once('error', (error) => {
        if (this.process.pid === undefined) end(error.message);
      });
    });
    eachLine(this.process.stdout, log);
    eachLine(this.process.stderr, log);
  }

  /** Hands over an invocation; the environment must be idle. */
  invoke(message: InvokeMessage, sink: InvocationSink): void {
    this.sink = sink;
    this.busySince = Date.now();
    this.send(message);
    this.invocations++;
  }

  send(message: ToEnvironment): void {
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  /** Ends the process at once; an invocation under way fails with the error given. */
  kill(error?: ErrorMessage): void {
    this.killedFor = error;
    this.process.kill('SIGKILL');
  }

  get alive(): boolean {
    return this.process.connected && !this.process.killed;
  }

  private receive(message: FromEnvironment): void {
    if (message.type === 'ready') this.settleStart();
    else if (message.type === 'init-failed') this.settleStart(message.error);
    else if (message.type === 'chunk') this.sink?.chunk(message.data);
    else if (message.type === 'done') this.settle((sink) => sink.done(message.payload));
    else this.settle((sink) => sink.failed(message.error));
  }

  private exited(how: string): void {
    const error = this.killedFor ?? {
      errorType: 'Runtime.ExitError',
      errorMessage: `Runtime exited with error: ${how}`,
    };
    this.settleStart(error);
    this.settle((sink) => sink.failed(error));
  }

  private settle(tell: (sink: InvocationSink) => void): void {
    const sink = this.sink;
    this.sink = undefined;
    this.busySince = undefined;
    if (sink) tell(sink);
  }
}

function eachLine(stream: ChildProcess['stdout'], tell: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(line);
  });
  stream?.once('end', () => {
    if (rest) tell(rest);
  });
}
