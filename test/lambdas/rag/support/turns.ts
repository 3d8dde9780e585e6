import type { Effect } from './ingest-world';
import { Died } from './interleaving';

/** Effects that leave the world as it is. */
const IS_READ = /^(?:GET|POST \/_msearch|store\.(?:find|page|uploads)|originals\.(?:read|list)|send)/;

interface Waiting {
  readonly name: string;
  readonly go: () => void;
}

/**
 * Runs attempts in turns of one effect each, as `Interleaving` does, for effects that take real time: the next begins when all
 * attempts wait or have ended; an attempt has one effect at a time. `choose` decides whose turn it is, and `dies` who has had the last one.
 */
export class Turns {
  readonly log: string[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly alive = new Set<string>();
  private busy = 0;
  private count = 0;
  private quiet: () => void = () => undefined;
  private violation: unknown;

  constructor(
    /** @returns a number below `of` */
    private readonly choose: (of: number) => number,
    private readonly dies: (effect: string) => boolean,
    /** Looks at the world after every effect that changed it. */
    private readonly check: () => Promise<void>,
  ) {}

  /** Attempts that have not ended. */
  get running(): ReadonlySet<string> {
    return new Set(this.alive);
  }

  start(name: string, attempt: (effect: Effect) => Promise<void>, ended: (error: unknown) => void): void {
    this.count += 1;
    const id = `${name}#${this.count}`;
    this.alive.add(id);
    this.busy += 1;
    const end = (error?: unknown) => {
      this.alive.delete(id);
      this.log.push(`${id} ${error ? `failed: ${error}` : 'done'}`);
      ended(error);
      this.rest();
    };
    attempt(this.effectOf(id)).then(() => end(), end);
  }

  private effectOf(id: string): Effect {
    let isDead = false;
    return async (name, run) => {
      if (isDead) throw new Died();
      await new Promise<void>((go) => {
        this.waiting.push({ name: id, go });
        this.rest();
      });
      const result = await run();
      this.log.push(`${id}: ${name}`);
      if (!IS_READ.test(name)) await this.look();
      if (this.dies(name)) {
        isDead = true;
        this.log.push(`${id} dies`);
        throw new Died();
      }
      return result;
    };
  }

  /** What is wrong is told by `step`: a worker would take it for a failure of its own, and try again. */
  async look(): Promise<void> {
    try {
      await this.check();
    } catch (error) {
      this.violation ??= error;
    }
  }

  private rest(): void {
    this.busy -= 1;
    if (this.busy === 0) this.quiet();
  }

  private allWait(): Promise<void> {
    return new Promise((resolve) => {
      this.quiet = resolve;
    });
  }

  /** Lets one of those who wait go on, until it waits again or has ended. */
  async step(): Promise<void> {
    if (this.busy > 0) await this.allWait();
    const [next] = this.waiting.splice(this.choose(this.waiting.length || 1), 1);
    if (next) {
      this.busy += 1;
      const quiet = this.allWait();
      next.go();
      await quiet;
    }
    if (this.violation) throw this.violation;
  }
}
