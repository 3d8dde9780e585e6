import { setImmediate as turn } from 'node:timers/promises';

/** A clock that stands until everybody waits, and then goes to the first end of a wait. */
export class VirtualTime {
  /** Milliseconds. */
  now = 0;
  private waits: { readonly due: number; readonly end: () => void }[] = [];

  wait(ms: number): Promise<void> {
    return new Promise((end) => {
      this.waits.push({ due: this.now + ms, end });
    });
  }

  /** As `AbortSignal.timeout`. */
  readonly limit = (ms: number): AbortSignal => {
    const controller = new AbortController();
    const end = () => controller.abort(new DOMException('too late', 'TimeoutError'));
    this.waits.push({ due: this.now + ms, end });
    return controller.signal;
  };

  /** Lets time pass for as long as a promise needs. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (;;) {
      // Whatever has no wait before it is over by then.
      for (let turns = 0; turns < 5; turns += 1) await turn();
      if (settled) return promise;
      if (!this.next()) throw new Error('nothing ends what is waited for');
    }
  }

  /** Lets all be over that is still waited for by anybody. */
  async finish(): Promise<void> {
    while (this.next()) for (let turns = 0; turns < 5; turns += 1) await turn();
  }

  private next(): boolean {
    const first = this.waits.reduce<(typeof this.waits)[number] | undefined>(
      (least, wait) => (least && least.due <= wait.due ? least : wait),
      undefined,
    );
    if (!first) return false;
    this.waits = this.waits.filter((wait) => wait !== first);
    this.now = Math.max(this.now, first.due);
    first.end();
    return true;
  }
}
