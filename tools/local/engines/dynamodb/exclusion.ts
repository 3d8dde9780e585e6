/** Lets plain calls run side by side, and a transaction only while nothing else does. */
export class Exclusion {
  private last: Promise<unknown> = Promise.resolve();
  private readonly running = new Set<Promise<unknown>>();

  /** Runs beside other shared calls, after every exclusive one that came before. */
  shared<T>(run: () => Promise<T>): Promise<T> {
    const result = this.last.then(run);
    const settled = quiet(result);
    this.running.add(settled);
    void settled.then(() => this.running.delete(settled));
    return result;
  }

  /** Runs alone: after all calls that came before, and before all that come later. */
  exclusive<T>(run: () => Promise<T>): Promise<T> {
    const result = Promise.all([this.last, ...this.running]).then(run);
    this.last = quiet(result);
    return result;
  }
}

const quiet = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => undefined,
    () => undefined,
  );
