import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const dim = '\u001b[2m';
const red = '\u001b[31m';
const green = '\u001b[32m';
const bold = '\u001b[1m';
const reset = '\u001b[0m';
const eraseLine = '\r\u001b[2K';

/**
 * Writes one line a step with its duration, and one when a long step begins; on a terminal the line of a running step is
 * rewritten in place, each second with how long it takes already.
 */
export class Reporter {
  constructor(
    private readonly out: Terminal,
    private readonly colours = Boolean(out.isTTY) && !process.env.NO_COLOR,
  ) {}

  /** Runs a step. `progress` may be called with what it is doing now. */
  async step<T>(name: string, run: (progress: (message: string) => void) => Promise<T>): Promise<T> {
    const started = performance.now();
    let doing = name;
    const show = () => this.#running(doing, Math.floor((performance.now() - started) / 1000));
    const ticker = setInterval(show, 1000);
    if (!this.out.isTTY) this.line(`  ${name} ...`);
    show();
    try {
      const result = await run((message) => {
        doing = `${name}: ${message}`;
        show();
      });
      this.done(true, name, performance.now() - started);
      return result;
    } catch (error) {
      this.done(false, name, performance.now() - started);
      throw error;
    } finally {
      clearInterval(ticker);
    }
  }

  /** The line of a step that has ended. */
  done(ok: boolean, name: string, ms: number, detail = ''): void {
    const mark = ok ? this.#paint(green, '✓') : this.#paint(red, '✗');
    const note = detail ? (ok ? this.#paint(dim, `  ${detail}`) : `\n    ${detail.replaceAll('\n', '\n    ')}`) : '';
    this.#erase();
    this.line(`${mark} ${name} ${this.#paint(dim, `(${duration(ms)})`)}${note}`);
  }

  heading(text: string): void {
    this.line(`\n${this.#paint(bold, text)}`);
  }

  line(text = ''): void {
    this.out.write(`${text}\n`);
  }

  #running(text: string, seconds: number): void {
    if (!this.out.isTTY) return;
    const taken = seconds > 0 ? ` (${seconds} s)` : '';
    this.out.write(`${eraseLine}  ${text.slice(0, (this.out.columns ?? 80) - 3 - taken.length)}${taken}`);
  }

  #erase(): void {
    if (this.out.isTTY) this.out.write(eraseLine);
  }

  #paint(style: string, text: string): string {
    return this.colours ? `${style}${text}${reset}` : text;
  }
}

export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
