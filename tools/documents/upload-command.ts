import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { Terminal } from '../local/terminal/reporter';
import { wholeNumber } from '../operator/command-line';
import { interruption } from '../operator/interruption';
import { ProgressBar } from '../operator/progress';
import { aclOf } from './access';
import { type Connection, connect } from './connection';
import { Ledger } from './ledger';
import { type AccessOptions, type CommonOptions, print, withAccess, withConnection } from './options';
import { describe, summaryOf } from './report';
import { describeTally, doneOf, type Tally } from './tally';
import { uploadFolder } from './upload';

interface UploadCommandOptions extends CommonOptions, AccessOptions {
  readonly atOnce: number;
  readonly ledger?: string;
}

/** Where ledgers are kept that have no place of their own. */
const ledgers = '.local/documents';

/** Exit code when some documents cannot be searched, and each has its reason. */
const SOME_FAILED = 2;

async function upload(dir: string, options: UploadCommandOptions): Promise<void> {
  const signal = interruption();
  const connection = await connect(options);
  const { client, userId, idOf } = connection;
  const acl = aclOf(userId, options.acl, options.classification, idOf);
  const ledger = await Ledger.open(options.ledger ?? (await ledgerOf(dir, connection)));
  const bar = barOn(process.stderr);
  const report = await uploadFolder(client, dir, {
    ...{ acl, ledger, signal, atOnce: options.atOnce, onProgress: bar.show },
  });
  bar.end();
  const summary = summaryOf(report);
  print(options.json ? JSON.stringify(summary) : describe(summary));
  if (summary.failed > 0) process.exitCode = SOME_FAILED;
}

/** By address, user and folder: what one has uploaded is nothing to another. */
async function ledgerOf(dir: string, { url, userId }: Connection): Promise<string> {
  const path = await realpath(dir).catch(() => {
    throw new Error(`${dir} is not there`);
  });
  const name = createHash('sha256').update(`${url}\n${userId}\n${path}`).digest('hex').slice(0, 16);
  return join(ledgers, `${basename(path)}-${name}.jsonl`);
}

/** Shows how far it is, with the rate of what this run has done itself. */
function barOn(out: Terminal) {
  let begun: { readonly bar: ProgressBar; readonly at: number; readonly done: number } | undefined;
  let last: Tally | undefined;
  return {
    show(tally: Tally) {
      const done = doneOf(tally);
      begun ??= { bar: new ProgressBar(out, 'documents', tally.total), at: performance.now(), done };
      begun.bar.show(done, describeTally(tally, done - begun.done, performance.now() - begun.at));
      last = tally;
    },
    end: () => begun?.bar.end(last && `${last.uploaded} uploaded, ${last.ready} ready, ${last.failed} failed`),
  };
}

export const addUpload = (program: Command): Command =>
  withAccess(withConnection(program.command('upload')))
    .description('upload what is new or changed in a folder, and wait until each document can be searched')
    .argument('<dir>', 'folder; all below it, but what begins with a dot')
    .option('--at-once <n>', 'files under way at once', wholeNumber(200), 16)
    .option('--ledger <file>', `which document each file is; by default in ${ledgers}`)
    .addHelpText(
      'after',
      '\nA second run sends what has changed since, as new versions, and nothing else; one that broke off is gone on with.' +
        '\nExit code: 0 when every document can be searched, 2 when some cannot and each has its reason, 1 on any other failure.',
    )
    .action(upload);
