import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { Command, Option } from 'commander';
import { runCommand, table } from '../operator/command-line';
import { defaultOutputsFile, outputOf, readOutputs } from '../operator/outputs';
import { operatorConfig } from '../operator/platform-table';
import { type ParkedRecord, parkedObjects } from './parked-records';
import { putBack } from './put-back';

interface Options {
  readonly outputs: string;
  readonly reason?: string;
  readonly json?: boolean;
}

type Told = Omit<ParkedRecord, 'data'> & { readonly key: string; readonly bytes: number; readonly putBack: boolean };

/** Goes through what is parked, and puts it back where that is asked for. */
async function goThrough({ outputs: file, reason, json }: Options, back: boolean): Promise<void> {
  const outputs = await readOutputs(file);
  const config = await operatorConfig(file);
  const s3 = new S3Client({ ...config, forcePathStyle: config.endpoint !== undefined });
  const places = { bucket: outputOf(outputs, 'ParkedBucketName'), stream: outputOf(outputs, 'EventsStreamName') };
  const kinesis = new KinesisClient(config);
  const told: Told[] = [];
  for await (const object of parkedObjects(s3, places.bucket)) {
    if (reason !== undefined && object.records.some((record) => record.reason !== reason)) continue;
    if (back) await putBack({ s3, kinesis, ...places }, object);
    for (const { data, ...record } of object.records)
      told.push({ ...record, key: object.key, bytes: data.length, putBack: back });
  }
  process.stdout.write(`${json ? JSON.stringify({ records: told }) : asText(told)}\n`);
}

function asText(told: readonly Told[]): string {
  if (told.length === 0) return 'Nothing is parked.';
  const rows = told.map(({ by, reason, detail, arrivedAt, putBack: back }) => [
    ...[arrivedAt.slice(0, 19), by, reason, back ? 'put back' : 'stays', detail],
  ]);
  return table([['ARRIVED (UTC)', 'BY', 'REASON', '', 'WHY'], ...rows]);
}

const common = (command: Command) =>
  command
    .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
    .option('--reason <code>', 'only what was parked for it, such as unknown_version')
    .option('--json', 'print one JSON object');

const program = new Command('parked')
  .description('Records of the stream of events that a reader did not take: why, and back into the stream.')
  .addHelpText(
    'after',
    '\nFor operators: on the laptop with its own credentials, against an account with those that the AWS SDK finds.' +
      '\nWhat is put back and still not understood is parked again; what was counted before counts once.',
  );
common(program.command('list').description('say what is parked, and why')).action((options: Options) =>
  goThrough(options, false),
);
common(program.command('put-back').description('put it back into the stream, to be read again')).action(
  (options: Options) => goThrough(options, true),
);

void runCommand(program, process.argv);
