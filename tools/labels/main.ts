import { Command, InvalidArgumentError, Option } from 'commander';
import { isDay } from '../../lambdas/streaming/domain/api/moderation-labels';
import type { Label } from '../../lambdas/streaming/domain/cascade/label';
import { runCommand } from '../operator/command-line';
import { defaultOutputsFile, outputOf, readOutputs } from '../operator/outputs';
import { findToken } from '../operator/token';
import { daysBetween, fetchLabels } from './fetch-labels';
import { describeLabels, labelsCsv } from './report';

interface Options {
  readonly from?: string;
  readonly to: string;
  readonly outputs: string;
  readonly as: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

async function run({ from: first, to, outputs, as, json, csv }: Options): Promise<void> {
  const from = first ?? to;
  const days = daysBetween(from, to);
  const baseUrl = outputOf(await readOutputs(outputs), 'StreamingApiUrl').replace(/\/+$/, '');
  const token = await findToken(outputs, as, 'STREAMING_TOKEN');
  const labels: Label[] = [];
  for await (const label of fetchLabels({ baseUrl, token: async () => token }, days)) labels.push(label);
  if (csv) process.stdout.write(labelsCsv(labels));
  else process.stdout.write(`${json ? JSON.stringify({ from, to, labels }) : describeLabels(labels)}\n`);
}

function dayOf(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('expected a day (UTC) such as 2026-11-29');
  return text;
}

const program = new Command('labels')
  .description(
    'What people found about items of your organisation, by day: labels that tiers are measured by and classifiers trained with.',
  )
  .option('--from <day>', 'first day (default: the last)', dayOf)
  .option('--to <day>', 'last day', dayOf, new Date().toISOString().slice(0, 10))
  .addOption(new Option('--json', 'print one JSON object, which eval:moderation --labels reads').conflicts('csv'))
  .option('--csv', 'print a row for each label')
  .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
  .option('--as <user>', 'on the laptop: a sample user of the group senior-moderators', 'erin')
  .addHelpText(
    'after',
    '\nAgainst a deployment STREAMING_TOKEN is the access token of a person of the group senior-moderators.',
  )
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
