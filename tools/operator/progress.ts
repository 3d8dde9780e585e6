import type { Terminal } from '../local/terminal/reporter';

const WIDTH = 24;
const eraseLine = '\r\u001b[2K';

/** How far work has come: a bar on a terminal, and elsewhere a line for each tenth. */
export class ProgressBar {
  #done = 0;
  #tenths = 0;
  #detail = '';

  constructor(
    private readonly out: Terminal,
    private readonly name: string,
    private readonly total: number,
  ) {
    this.#show();
  }

  /** One more is done. */
  step(): void {
    this.show(this.#done + 1);
  }

  /** So many are done. @param detail what more there is to say of them */
  show(done: number, detail = ''): void {
    this.#done = done;
    this.#detail = detail;
    this.#show();
  }

  /** Ends the line. */
  end(note = ''): void {
    this.out.write(
      `${this.out.isTTY ? eraseLine : ''}${this.name}: ${this.#done} of ${this.total}${note && `, ${note}`}\n`,
    );
  }

  #show(): void {
    const share = this.total === 0 ? 1 : this.#done / this.total;
    if (this.out.isTTY) {
      const filled = Math.round(share * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
      const line = `${bar} ${this.#line}`;
      this.out.write(`${eraseLine}${line.slice(0, (this.out.columns ?? 80) - 1)}`);
      return;
    }
    const tenths = Math.floor(share * 10);
    if (tenths === this.#tenths || this.#done === this.total) return;
    this.#tenths = tenths;
    this.out.write(`${this.#line}\n`);
  }

  get #line(): string {
    return `${this.name}: ${this.#done} of ${this.total}${this.#detail && `, ${this.#detail}`}`;
  }
}
