import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface SynthesizeOptions {
  /** Directory of `cdk.json`. */
  readonly root: string;
  readonly outDir: string;
  /** Context that wins over that of `cdk.json`, as `-c key=value` does. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/**
 * Writes the cloud assembly by running the app as the CDK CLI does, without the CLI's own start.
 *
 * @throws Error with what the app printed, when it failed
 */
export async function synthesize({ root, outDir, context, signal }: SynthesizeOptions): Promise<void> {
  const configuration: unknown = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'));
  const { context: own = {} } = configuration as { context?: Record<string, unknown> };
  await rm(outDir, { recursive: true, force: true });
  const tsx = createRequire(join(root, 'package.json')).resolve('tsx/cli');
  const app = spawn(process.execPath, [tsx, join('bin', 'app.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: outDir, CDK_CONTEXT_JSON: JSON.stringify({ ...own, ...context }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const output: string[] = [];
  app.stdout.on('data', (chunk) => output.push(String(chunk)));
  app.stderr.on('data', (chunk) => output.push(String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    app.once('error', reject);
    app.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The app could not be synthesized:\n${output.join('').trim()}`);
}
