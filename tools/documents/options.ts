import { type Command, Option } from 'commander';
import { defaultOutputsFile } from '../operator/outputs';
import { type Audience, addAudience, parseClassification } from './access';
import type { ConnectionOptions } from './connection';

/** Options of every subcommand that speaks to the API. */
export interface CommonOptions extends ConnectionOptions {
  readonly json?: boolean;
}

export interface AccessOptions {
  readonly acl?: Audience;
  readonly classification?: number;
}

export const withOutputs = (command: Command): Command =>
  command
    .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
    .option('--json', 'print one JSON object; everything else goes to standard error');

export const withConnection = (command: Command): Command =>
  withOutputs(command)
    .option('--as <user>', 'sample user of the laptop', 'alice')
    .option('--url <url>', 'base of the API, in place of RagApiUrl of the outputs')
    .option('--token-file <file>', 'holds an access token or API key; RAG_TOKEN, or the sample user, without it');

export const withAccess = (command: Command): Command =>
  command
    .option('--acl <who>', 'everyone, group:<name> or user:<id>; may be given several times', addAudience)
    .option('--classification <0-3>', 'least clearance of who may see it', parseClassification);

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
