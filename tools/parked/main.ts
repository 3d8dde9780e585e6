import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { Command, Option } from 'commander';
import { runCommand, table } from '../operator/command-line';
import { defaultOutputsFile, outputOf, readOutputs } from '../operator/outputs';
import { operatorConfig } from '../operator/platform-table';
import { type ParkedObject, type ParkedRecord, parkedObjects } from './parked-records';
import { putBack } from './put-back';
import { sortOut } from './sort-out';

interface Options {
  readonly outputs: string;
  readonly reason?: string;
  readonly json?: boolean;
  readonly uncertain?: boolean;
}

type Told = Omit<ParkedRecord, 'data'> & { readonly key: string; readonly bytes: number; readonly putBack: boolean };

async function placesOf(file: string) {
  const outputs = await readOutputs(file);
  const config = await operatorConfig(file);
  const s3 = new S3Client({ ...config, forcePathStyle: config.endpoint !== undefined });
  const kinesis = new KinesisClient(config);
  return { s3, kinesis, bucket: outputOf(outputs, 'ParkedBucketName'), stream: outputOf(outputs, 'EventsStreamName') };
}

/** Goes through what is parked, and puts it back where that is asked for. */
async function goThrough(
  { outputs: file, reason, json, uncertain: isForced = false }: Options,
  back: boolean,
): Promise<void> {
  const places = await placesOf(file);
  const told: Told[] = [];
  const others = new Set<string>();
  const startedAt = new Date().toISOString();
  for await (const object of parkedObjects(places.s3, places.bucket)) {
    // What is put back and parked again is for the next time.
    if (back && object.records.some(({ arrivedAt }) => arrivedAt > startedAt)) continue;
    const left = otherReasons(object, reason);
    for (const other of left) others.add(other);
    if (left.length > 0) continue;
    const isBack = back && (await putBack(places, object, { isForced }));
    for (const { data, ...record } of object.records)
      told.push({ ...record, key: object.key, bytes: data.length, putBack: isBack });
  }
  if (back && told.some(({ putBack: isBack }) => !isBack))
    process.stderr.write('Some may be in the stream since long, and stay: see the archive, and --uncertain.\n');
  process.stdout.write(`${json ? JSON.stringify({ records: told }) : asText(told, [...others].sort())}\n`);
}

/** Reasons of an object's records that were not asked for. */
const otherReasons = ({ records }: ParkedObject, asked: string | undefined): string[] =>
  asked === undefined ? [] : records.map(({ reason }) => reason).filter((reason) => reason !== asked);

async function sort({ outputs: file, json }: Options): Promise<void> {
  const { s3, bucket } = await placesOf(file);
  let moved = 0;
  await sortOut(s3, bucket, () => {
    moved += 1;
  });
  process.stdout.write(
    `${json ? JSON.stringify({ moved }) : `${moved} records have a place by their organisation.`}\n`,
  );
}

/** @param others reasons of what is parked besides, which was not asked for */
function asText(told: readonly Told[], others: readonly string[]): string {
  if (told.length === 0)
    return others.length === 0 ? 'Nothing is parked.' : `Nothing is parked for it; there is ${others.join(', ')}.`;
  const rows = told.map(({ by, reason, detail, arrivedAt, putBack: back }) => [
    ...[arrivedAt.slice(0, 19), by, reason, back ? 'put back' : 'stays', detail],
  ]);
  return table([['ARRIVED (UTC)', 'BY', 'REASON', '', 'WHY'], ...rows]);
}

const common = (command: Command) =>
  command
    .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
    .option('--json', 'print one JSON object');

const program = new Command('parked')
  .description('Records of the stream of events that a reader did not take: why, and back into the stream.')
  .addHelpText(
    'after',
    '\nFor operators: on the laptop with its own credentials, against an account with those that the AWS SDK finds.' +
      '\nWhat is put back and still not understood is parked again; what was counted before counts once.',
  );
const reasoned = (command: Command) =>
  common(command).option('--reason <code>', 'only what was parked for it, such as unknown_version');
reasoned(program.command('list').description('say what is parked, and why')).action((options: Options) =>
  goThrough(options, false),
);
reasoned(program.command('put-back').description('put it back into the stream, to be read again'))
  .option('--uncertain', 'also what may be in the stream since more than a day, and then counts twice')
  .action((options: Options) => goThrough(options, true));
common(
  program.command('sort').description('let organisations find, over the API, what earlier versions have parked'),
).action(sort);

void runCommand(program, process.argv);
