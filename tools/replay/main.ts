import { Command, Option } from 'commander';
import { note, runCommand, wholeNumber } from '../operator/command-line';
import { defaultOutputsFile, outputOf, readOutputs } from '../operator/outputs';
import { findToken } from '../operator/token';
import { replayApi } from './from-api';
import { replayAudit } from './from-audit';
import { readModels, shippedModel } from './models';
import { Report } from './report';

interface Options {
  readonly audit?: readonly string[];
  readonly sample?: number;
  readonly models: readonly string[];
  readonly outputs: string;
  readonly url?: string;
  readonly as: string;
  readonly json?: boolean;
}

/** More than fits in memory is no sample. */
const MOST_SAMPLE = 100_000;

async function replay(ids: readonly string[], options: Options): Promise<void> {
  const { audit, sample, json, outputs, url, as } = options;
  const models = await readModels([shippedModel, ...options.models]);
  const report = new Report();
  if (audit) {
    for await (const one of replayAudit({ paths: audit, ids, sample, models, random: Math.random })) report.add(one);
  } else {
    if (ids.length === 0) throw new Error('Say which decisions: their ids, or --audit with records of them.');
    if (sample !== undefined) throw new Error('A sample is taken of audit records: say with --audit where they are.');
    const baseUrl = (url ?? outputOf(await readOutputs(outputs), 'FraudApiUrl')).replace(/\/+$/, '');
    const token = await findToken(outputs, as, 'FRAUD_TOKEN');
    for await (const one of replayApi({ baseUrl, token, ids, models })) report.add(one);
  }
  process.stdout.write(`${json ? JSON.stringify(report.summary()) : report.describe()}\n`);
  if (report.summary().decisions === 0) note('There was no decision among the records.');
  if (!report.ok) process.exitCode = 1;
}

const program = new Command('replay')
  .description(
    'Makes recorded decisions of fraud scoring again, and says which ones do not come out the same, and where.',
  )
  .argument('[decision...]', 'ids of decisions')
  .option(
    '--audit <path...>',
    'files of audit records, or folders of them, as the audit bucket has them; else the API is asked',
  )
  .option('--sample <n>', 'so many decisions of the audit records, at random', wholeNumber(MOST_SAMPLE))
  .option('--models <path...>', 'artefacts of models beside the one that ships', [])
  .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
  .option('--url <url>', 'base of the API, in place of FraudApiUrl of the outputs')
  .option('--as <user>', 'sample user of the laptop; FRAUD_TOKEN, an access token, comes first', 'dave')
  .option('--json', 'print one JSON object; everything else goes to standard error')
  .addHelpText(
    'after',
    '\nThe exit code is 1 where one differs, or cannot be told.\n\nExamples:\n' +
      '  npm run replay -- d_3vJ0cUuHn1n8yWmXh5s0Kg\n' +
      '  npm run replay -- --audit events/date=2026-11-28 --sample 1000\n' +
      '  npm run replay -- --audit events --models old-models --json\n',
  )
  .action(replay);

void runCommand(program, process.argv);
