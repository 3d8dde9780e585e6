import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type Laptop, startLocal } from './runtime';
import { synthesize } from './synthesize';
import { Reporter } from './terminal/reporter';
import { endpoints, resourceTable } from './terminal/summaries';
import { playTour, type TourReport } from './tour/tour';

interface Options {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly designs?: string;
  readonly port?: number;
  readonly stage: string;
}

const root = join(__dirname, '..', '..');
const localDir = join(root, '.local');

/** Tried first when no port is asked for, so that addresses stay the same from one start to the next. */
const usualPort = 8787;

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('expected a number from 0 to 65535');
  return port;
}

/** Starts on the port asked for, or on the usual one, or on any free one when the usual one is busy. */
async function start(assemblyDir: string, options: Options, reporter: Reporter): Promise<Laptop> {
  return reporter.step('start engines, functions and APIs', async (progress) => {
    const startOn = (port: number) => startLocal({ assemblyDir, port, progress });
    try {
      return await startOn(options.port ?? usualPort);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (options.port !== undefined)
        throw new Error(`Port ${options.port} is in use. Choose another one with --port, or leave it out.`);
      reporter.line(`  port ${usualPort} is in use, so another one is taken`);
      return startOn(0);
    }
  });
}

async function writeFiles({ outputs, credentials }: Laptop): Promise<void> {
  await mkdir(localDir, { recursive: true });
  await writeFile(join(localDir, 'outputs.json'), `${JSON.stringify(outputs, undefined, 2)}\n`);
  const file = join(localDir, 'credentials.json');
  await writeFile(file, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
}

async function tour(laptop: Laptop, reporter: Reporter, signal: AbortSignal): Promise<TourReport> {
  reporter.heading('Tour');
  const report = await playTour(laptop, {
    signal,
    onStep: ({ ok, group, name, ms, detail }) => reporter.done(ok, `${group}: ${name}`, ms, detail),
  });
  if (report.unused.length > 0) {
    reporter.heading('Granted, and never used in the tour');
    for (const grant of report.unused) reporter.line(`  ${grant}`);
  }
  for (const problem of laptop.problems()) reporter.line(`  note: ${problem}`);
  return report;
}

/** The first Ctrl-C (or TERM) asks for a tidy end, a second one ends at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => (controller.signal.aborted ? process.exit(130) : controller.abort());
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

const over = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function run(options: Options, reporter: Reporter, signal: AbortSignal): Promise<void> {
  const assemblyDir = join(localDir, 'cdk.out');
  const context = { stage: options.stage, ...(options.designs ? { designs: options.designs } : {}) };
  await reporter.step(`synthesize ${relative(process.cwd(), assemblyDir)}`, () =>
    synthesize({ root, outDir: assemblyDir, context, signal }),
  );
  const laptop = await start(assemblyDir, options, reporter);
  try {
    await writeFiles(laptop);
    const types = laptop.core.resources.summary();
    reporter.heading('What the templates hold');
    reporter.line(resourceTable(types));
    const report = await tour(laptop, reporter, signal);
    if (options.json) {
      const { url, outputs } = laptop;
      const printed = { ok: report.ok, stage: options.stage, url, outputs, resourceTypes: types, tour: report };
      process.stdout.write(`${JSON.stringify(printed)}\n`);
    }
    if (options.once || signal.aborted) {
      process.exitCode = report.ok ? 0 : 1;
      return;
    }
    reporter.heading(report.ok ? 'Up. Ctrl-C ends it.' : 'Up, though a step failed. Ctrl-C ends it.');
    reporter.line(endpoints(laptop));
    await over(signal);
  } finally {
    await reporter.step('stop', () => laptop.stop());
  }
}

async function main(options: Options): Promise<void> {
  const reporter = new Reporter(options.json ? process.stderr : process.stdout);
  const signal = interruption();
  try {
    await run(options, reporter, signal);
  } catch (error) {
    process.exitCode = signal.aborted ? 130 : 1;
    if (!signal.aborted) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  }
}

void new Command('start')
  .description('Runs the synthesized templates on this machine, plays a tour that checks them, and stays up.')
  .option('--once', 'end after the tour; the exit code is not 0 if a step failed')
  .option('--json', 'print the result as one JSON object; progress goes to standard error')
  .option('--designs <a,b>', 'only these designs')
  .option('--port <n>', `port of the public address (default: ${usualPort}, or any free one)`, parsePort)
  .option('--stage <name>', 'stage of cdk.json to run', 'dev')
  .action(main)
  .parseAsync();
