import type { Effect } from './ingest-world';

export class Died extends Error {}

interface Waiting {
  readonly process: Process;
  readonly go: () => void;
}

/** One attempt of a worker: it may die at any of its effects, and has none after that. */
class Process {
  private dead = false;

  constructor(
    private readonly world: Interleaving,
    readonly name: string,
  ) {}

  readonly effect: Effect = async (name, run) => {
    if (!this.dead) await this.world.turn(this);
    if (this.dead) throw new Died();
    const result = await run();
    this.world.happened(`${this.name}: ${name}`);
    if (this.world.dies()) {
      this.dead = true;
      this.world.happened(`${this.name} dies`);
      throw new Died();
    }
    return result;
  };
}

/**
 * Runs attempts in turns of one effect, in an order that `choices` gives. When these are used up, whoever waits longest goes first and
 * nobody dies, so that everything ends.
 */
export class Interleaving {
  readonly log: string[] = [];
  private waiting: Waiting[] = [];
  private running = 0;
  private processes = 0;
  private at = 0;
  private violation: unknown;

  constructor(
    private readonly choices: readonly number[],
    private deaths: number,
    /** Looks at the world after every effect. */
    private readonly check: () => void,
  ) {}

  /** @returns a number below `of` */
  choose(of: number): number {
    const choice = this.choices[this.at] ?? 0;
    this.at += 1;
    return choice % of;
  }

  get isOver(): boolean {
    return this.at >= this.choices.length;
  }

  get hasWork(): boolean {
    return this.running > 0;
  }

  dies(): boolean {
    if (this.isOver || this.deaths === 0 || this.choose(10) !== 1) return false;
    this.deaths -= 1;
    return true;
  }

  happened(what: string): void {
    this.log.push(what);
    try {
      this.check();
    } catch (error) {
      // A worker would take it for a failure of its own, and try again.
      this.violation ??= error;
    }
  }

  turn(process: Process): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ process, go: resolve }));
  }

  /** Begins an attempt; `ended` is told how it ended. */
  start(name: string, attempt: (effect: Effect) => Promise<void>, ended: (error: unknown) => void): void {
    this.processes += 1;
    const process = new Process(this, `${name}#${this.processes}`);
    this.running += 1;
    const end = (error?: unknown) => {
      this.running -= 1;
      this.log.push(`${process.name} ${error ? `failed: ${error}` : 'done'}`);
      ended(error);
    };
    attempt(process.effect).then(() => end(), end);
  }

  /** Lets one of those who wait go on. */
  async step(): Promise<void> {
    if (this.violation) throw this.violation;
    await idle();
    const [next] = this.waiting.splice(this.isOver ? 0 : this.choose(this.waiting.length || 1), 1);
    if (next) next.go();
    else if (this.running > 0) throw new Error('Somebody waits for what nobody does');
    await idle();
  }
}

/** All promises that can settle have. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
