/** Prints a text as it grows. What was printed cannot be taken back: a text that begins anew starts on a new line. */
export class Typewriter {
  #printed = '';

  constructor(private readonly print: (text: string) => void) {}

  /** @param text all there is so far */
  show(text: string): void {
    if (text === this.#printed) return;
    if (text.startsWith(this.#printed)) this.print(text.slice(this.#printed.length));
    else if (text !== '') this.print(`\n[begun again]\n${text}`);
    // Void text stays on the screen until there is something to put below it.
    if (text !== '') this.#printed = text;
  }

  end(): void {
    if (this.#printed !== '') this.print('\n');
  }
}
