import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { writeLocalFiles } from './local-files';
import { type Laptop, startLocal } from './runtime';
import { synthesize } from './synthesize';
import { Reporter } from './terminal/reporter';
import { endpoints, resourceTable } from './terminal/summaries';
import { groups, playTour, type TourReport } from './tour/tour';

interface Options {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly designs?: string;
  readonly port?: number;
  readonly stage: string;
  readonly assembly?: string;
  readonly localDir: string;
  /** Names of groups of steps. */
  readonly tour?: readonly string[];
}

const root = join(__dirname, '..', '..');

/** Tried first when no port is asked for, so that addresses stay the same from one start to the next. */
const usualPort = 8787;

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('expected a number from 0 to 65535');
  return port;
}

function parseGroups(text: string): string[] {
  const asked = text.split(',').map((name) => name.trim());
  const names = groups.map(({ name }) => name);
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`no group is called ${unknown.join(', ')}: there are ${names.join(', ')}`);
  return asked;
}

/** The port to listen on: the one asked for, else the usual one, else any free one when that is busy. */
async function choosePort(wanted: number | undefined, reporter: Reporter): Promise<number> {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new Error(`Port ${wanted} is in use. Choose another one with --port, or leave it out.`);
  }
  if (await isFree(usualPort)) return usualPort;
  reporter.line(`Port ${usualPort} is in use, so another one is taken.`);
  return 0;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    probe.close();
    await once(probe, 'close');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** Directory of the assembly to run: the one given, or one made now. */
async function prepareAssembly(options: Options, reporter: Reporter, signal: AbortSignal): Promise<string> {
  if (options.assembly !== undefined) return resolve(options.assembly);
  const outDir = join(resolve(options.localDir), 'cdk.out');
  const context = { stage: options.stage, ...(options.designs ? { designs: options.designs } : {}) };
  await reporter.step(`synthesize ${relative(process.cwd(), outDir)}`, () =>
    synthesize({ root, outDir, context, signal }),
  );
  return outDir;
}

async function tour(
  laptop: Laptop,
  reporter: Reporter,
  signal: AbortSignal,
  chosen: Options['tour'],
): Promise<TourReport> {
  reporter.heading('Tour');
  const report = await playTour(laptop, {
    signal,
    ...(chosen && { groups: chosen }),
    onStep: ({ ok, group, name, ms, detail }) => reporter.done(ok, `${group}: ${name}`, ms, detail),
  });
  if (!chosen && report.unused.length > 0) {
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
  const port = await choosePort(options.port, reporter);
  const assemblyDir = await prepareAssembly(options, reporter, signal);
  const laptop = await reporter.step('start engines, functions and APIs', (progress) =>
    startLocal({ assemblyDir, port, progress }),
  );
  try {
    await writeLocalFiles(resolve(options.localDir), laptop);
    const types = laptop.core.resources.summary();
    reporter.heading('What the templates hold');
    reporter.line(resourceTable(types));
    const report = await tour(laptop, reporter, signal, options.tour);
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
    reporter.line(endpoints(laptop, options.localDir));
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
  .option('--tour <a,b>', 'play only these groups of steps', parseGroups)
  .option('--assembly <dir>', 'run what `cdk synth` wrote there instead of synthesizing')
  .option('--local-dir <dir>', 'where outputs and credentials are written', '.local')
  .action(main)
  .parseAsync();
