import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { Command } from 'commander';
import { championFeatureNames, championParameters } from '../../../models/fraud/champion/champion';
import { type AuditLine, csvOf, type Example, TrainingExport } from '../../../models/fraud/export/training-data';
import { note, runCommand, wholeNumber } from '../../operator/command-line';
import { jsonText } from '../../operator/json-text';

interface Options {
  readonly audit: string;
  readonly out: string;
  readonly labelDays: number;
  readonly validationDays: number;
  readonly until?: string;
}

async function run({ audit, out, until, ...options }: Options): Promise<void> {
  const collected = new TrainingExport();
  for await (const line of linesOf(audit)) collected.add(line);
  const { train, validation, leftOut } = collected.finish(until === undefined ? Date.now() : timeOf(until), options);
  const fraudsOf = (examples: readonly Example[]) => examples.filter(({ fraud }) => fraud).length;
  for (const [name, examples] of Object.entries({ train, validation })) {
    if (fraudsOf(examples) === 0) {
      throw new RangeError(`There is no fraud among the ${examples.length} decisions for ${name}: export more days`);
    }
    await mkdir(join(out, name), { recursive: true });
    await writeFile(join(out, name, 'payments.csv'), csvOf(examples, championFeatureNames));
    note(`${name}: ${examples.length} payments, ${fraudsOf(examples)} frauds`);
  }
  await writeFile(join(out, 'train', 'parameters.json'), jsonText(championParameters));
  note(
    `left out: ${Object.entries(leftOut)
      .map(([why, count]) => `${why} ${count}`)
      .join(', ')}`,
  );
  note(`Next: aws s3 sync --delete ${out} s3://<TrainingBucketName>/data/, then start the pipeline`);
}

/** Events of all files below a folder, as Firehose laid them down. */
async function* linesOf(folder: string): AsyncGenerator<AuditLine> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  if (files.length === 0) throw new RangeError(`${folder} has no files`);
  for (const file of files.sort()) {
    const bytes = createReadStream(file);
    const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
    for await (const line of createInterface({ input })) if (line !== '') yield JSON.parse(line);
  }
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new RangeError(`--until ${text} is no time like 2026-11-28T12:00:00Z`);
  return time;
}

const program = new Command('export:fraud')
  .description(
    'Makes training data of audit events: the features that each decision was made on, as they were then, with what its payment ' +
      'turned out to be. Writes train/ and validation/, as the training in SageMaker reads them.',
  )
  .requiredOption('--audit <directory>', "a copy of the audit bucket's events/, or of some days of it")
  .requiredOption('--out <directory>', 'where to write')
  .option('--label-days <n>', 'days until what a payment turned out to be is known', wholeNumber(365), 60)
  .option('--validation-days <n>', 'the last days of all that are known are for validation', wholeNumber(365), 7)
  .option('--until <time>', 'as of this time; without it of now')
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
