import { seedOf } from './seed';

/** Before the first test file: one seed for all workers, which say nothing of it. */
export default function chooseSeed(): void {
  const seed = String(seedOf(process.env.TEST_SEED));
  process.env.TEST_SEED = seed;
  process.stderr.write(`TEST_SEED=${seed}\n`);
}
