import { Command, Option } from 'commander';
import type { BrakeItem } from '../../lambdas/shared/domain/brake';
import { runCommand } from '../operator/command-line';
import { defaultOutputsFile } from '../operator/outputs';
import { openPlatformTable } from '../operator/platform-table';
import { readBrake, releaseBrake, setBrake } from './brake-control';

interface Options {
  readonly outputs: string;
  readonly json?: boolean;
}

function show(brake: BrakeItem | undefined, { json }: Options): void {
  const { reason, since, expiresAt } = brake ?? {};
  const until = expiresAt === undefined ? undefined : new Date(expiresAt * 1000).toISOString();
  if (json) process.stdout.write(`${JSON.stringify({ set: brake !== undefined, reason, since, until })}\n`);
  else process.stdout.write(brake ? `Set since ${since} until ${until}: ${reason}\n` : 'Not set.\n');
}

async function status(options: Options): Promise<void> {
  show(await readBrake(await openPlatformTable(options.outputs), Date.now()), options);
}

async function set(options: Options & { reason: string }): Promise<void> {
  show(await setBrake(await openPlatformTable(options.outputs), options.reason, new Date()), options);
}

async function release(options: Options): Promise<void> {
  await releaseBrake(await openPlatformTable(options.outputs));
  show(undefined, options);
}

const common = (command: Command) =>
  command
    .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
    .option('--json', 'print one JSON object');

const program = new Command('brake').description(
  'The cost brake: while it is set, requests that cost money per call are refused with budget_exhausted.',
);
common(program.command('status').description('show whether it is set')).action(status);
common(program.command('set').description('set it until the month is over'))
  .option('--reason <text>', 'shown to operators', 'set by an operator')
  .action(set);
common(program.command('release').description('release it')).action(release);

void runCommand(program, process.argv);
