import { type Command, Option } from 'commander';
import { wholeNumber } from '../operator/command-line';

/** Options of every evaluation: which corpus, and against what. */
export interface CommonOptions {
  readonly corpus: string;
  readonly url?: string;
  readonly token?: string;
  readonly assembly?: string;
  readonly atOnce: number;
  readonly limit?: number;
  readonly keep?: boolean;
  readonly json?: boolean;
}

export const withCommonOptions = (command: Command): Command =>
  command
    .requiredOption('--corpus <dir>', 'corpus.jsonl, queries.jsonl and qrels/test.tsv, in the layout of BEIR')
    .option('--url <url>', 'base of the API, the output RagApiUrl; without it a laptop is started and stopped again')
    .addOption(new Option('--token <token>', 'access token or API key for --url').env('RAG_TOKEN'))
    .option('--assembly <dir>', 'what the laptop runs: what `cdk synth` wrote there')
    .option('--limit <n>', 'only so many questions; all documents are there nevertheless', wholeNumber(1_000_000))
    .option('--at-once <n>', 'documents that are ingested at once', wholeNumber(200), 24)
    .option('--keep', 'leave the documents where they were uploaded with --url')
    .option('--json', 'print one JSON object; progress goes to standard error');
