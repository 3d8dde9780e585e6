import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '../..');

const running = new Set<ChildProcess>();

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line of this repository, as its npm script runs it, in one process: what ends it by force ends all of it. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(script: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', join(root, script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    this.#closed = once(this.#child, 'close').then(() => running.delete(this.#child));
    this.#child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  /** Waits for a whole line on standard output. */
  async line(): Promise<string> {
    while (!this.stdout.includes('\n')) {
      const more = once(this.#child.stdout ?? this.#child, 'data').then(() => true);
      if (!(await Promise.race([more, this.#closed.then(() => false)])))
        throw new Error(`ended without a line: ${this.stderr}`);
    }
    return this.stdout.slice(0, this.stdout.indexOf('\n'));
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  async finished(): Promise<Finished> {
    await this.#closed;
    return { code: this.#child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}

/** Ends every command that a failed test left running. */
export function endCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

export const run = (script: string, ...args: string[]): Promise<Finished> =>
  new RunningCommand(script, args).finished();
