const { default: TestRunner } = require('jest-runner');

/** Test files that run a whole laptop: one at a time (`test/local/laptop-of-file.ts`). */
const isLaptop = ({ path }) => /[\\/]test[\\/]local[\\/]/.test(path);

/** Test files that a worker is handed at once: so many that its start is worth it, so few that all workers end together. */
const batchSize = 24;

/**
 * Jest's own runner, but that one worker takes the laptop tests first, one after the other, while the others take the rest:
 * by Jest's order two workers would hold a laptop test each, and one of them wait for the other to end.
 */
module.exports = class LaptopRunner {
  supportsEventEmitters = true;

  constructor(globalConfig, context) {
    const alone = { ...globalConfig, maxWorkers: 1 };
    this.workers = Array.from({ length: globalConfig.maxWorkers }, () => new TestRunner(alone, context));
  }

  async runTests(tests, watcher, options) {
    if (options.serial) return this.workers[0].runTests(tests, watcher, options);
    const batches = batchesOf(tests);
    const work = async (worker) => {
      for (let batch = batches.shift(); batch && !watcher.isInterrupted(); batch = batches.shift()) {
        await worker.runTests(batch, watcher, options);
      }
    };
    await Promise.all(this.workers.map(work));
  }

  on(event, listener) {
    const unsubscribe = this.workers.map((worker) => worker.on(event, listener));
    return () => {
      for (const each of unsubscribe) each();
    };
  }
};

function batchesOf(tests) {
  const laptop = tests.filter(isLaptop);
  const rest = tests.filter((test) => !isLaptop(test));
  const batches = laptop.length > 0 ? [laptop] : [];
  for (let at = 0; at < rest.length; at += batchSize) batches.push(rest.slice(at, at + batchSize));
  return batches;
}
