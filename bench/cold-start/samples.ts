import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { nodeExecutable } from '../../tools/local/functions/runtime-bundle';

const run = promisify(execFile);
const executable = nodeExecutable();
const probe = join(__dirname, 'probe.mjs');

/** Version of the Node that the samples run on. */
export const nodeVersion = async (): Promise<string> => (await run(executable, ['--version'])).stdout.trim();

/** A module and the environment to load it in. */
export interface Subject {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Milliseconds of processor time that the quickest cold start of each subject took, by the subject's key. */
export type Quickest = ReadonlyMap<string, number>;

/**
 * Cold starts of each subject, each in a process of its own and without a compile cache. The subjects take turns, so that
 * a machine that is busy for a while is busy for all of them; the quickest counts, because other work on a machine only
 * ever adds.
 *
 * @param known what was measured before, which only a quicker start replaces
 * @throws Error with what a module printed when it does not load
 */
export async function measure(
  subjects: ReadonlyMap<string, Subject>,
  rounds: number,
  known: Quickest = new Map(),
): Promise<Quickest> {
  const quickest = new Map(known);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [key, subject] of subjects) {
      quickest.set(key, Math.min(quickest.get(key) ?? Number.POSITIVE_INFINITY, await coldStart(subject)));
    }
  }
  return quickest;
}

async function coldStart({ file, environment }: Subject): Promise<number> {
  const { NODE_COMPILE_CACHE: _none, ...env } = environment;
  const { stdout } = await run(executable, [probe, pathToFileURL(file).href], { env });
  return (JSON.parse(stdout) as { readonly milliseconds: number }).milliseconds;
}
