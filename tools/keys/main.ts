import { Command, InvalidArgumentError, Option } from 'commander';
import { runCommand, table } from '../operator/command-line';
import { defaultOutputsFile } from '../operator/outputs';
import { openPlatformTable } from '../operator/platform-table';
import { createKey, type ListedKey, listKeys, revokeKey } from './api-keys';
import { parseDuration } from './duration';
import { parseScopes } from './scopes';

interface CommonOptions {
  readonly outputs: string;
  readonly json?: boolean;
}

interface CreateOptions extends CommonOptions {
  readonly name: string;
  readonly org: string;
  readonly tier: 'free' | 'paid';
  readonly clearance: number;
  readonly scopes: string[];
  readonly expires?: number;
}

const now = () => Math.floor(Date.now() / 1000);
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const date = (seconds: number | undefined) =>
  seconds === undefined ? '-' : new Date(seconds * 1000).toISOString().slice(0, 16);

function argument<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}

function clearance(text: string): number {
  if (!/^[0-3]$/.test(text)) throw new Error('expected a whole number from 0 to 3');
  return Number(text);
}

async function create({ outputs, json, expires, ...wanted }: CreateOptions): Promise<void> {
  const { name, org, tier, clearance, scopes } = wanted;
  const expiresAt = expires === undefined ? {} : { expiresAt: now() + expires };
  const created = await createKey(
    await openPlatformTable(outputs),
    { name, org, tier, clearance, scopes, ...expiresAt },
    now(),
  );
  if (json) return print(JSON.stringify(created));
  print(created.key);
  process.stderr.write(
    `Key ${created.keyId} is shown this once: only its hash is kept. Revoke it with: npm run keys -- revoke ${created.keyId}\n`,
  );
}

async function list({ outputs, json }: CommonOptions): Promise<void> {
  const keys = await listKeys(await openPlatformTable(outputs));
  if (json) return print(JSON.stringify({ keys }));
  const heading = ['KEY', 'NAME', 'ORG', 'TIER', 'CLEARANCE', 'SCOPES', 'CREATED', 'EXPIRES', 'LAST USED', 'STATE'];
  print(table([heading, ...keys.map(row)]));
}

function row(key: ListedKey): string[] {
  const expired = key.expiresAt !== undefined && key.expiresAt <= now();
  const state = key.revokedAt !== undefined ? 'revoked' : expired ? 'expired' : 'active';
  const times = [key.createdAt, key.expiresAt, key.lastUsedAt].map(date);
  return [key.keyId, key.name, key.org, key.tier, String(key.clearance), key.scopes.join(','), ...times, state];
}

async function revoke(keyId: string, { outputs, json }: CommonOptions): Promise<void> {
  await revokeKey(await openPlatformTable(outputs), keyId, now());
  print(json ? JSON.stringify({ keyId, revoked: true }) : `Key ${keyId} is revoked.`);
}

const common = (command: Command) =>
  command
    .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
    .option('--json', 'print one JSON object');

const program = new Command('keys').description('API keys for machines. Only a hash of a key is stored.');

common(program.command('create').description('create a key and print it, once'))
  .requiredOption('--name <name>', 'what the key is for')
  .requiredOption('--org <org>', 'organisation that it acts for')
  .addOption(new Option('--tier <tier>', 'tier of its requests').choices(['free', 'paid']).default('free'))
  .addOption(new Option('--clearance <0-3>', 'clearance of its requests').argParser(argument(clearance)).default(0))
  .addOption(
    new Option('--scopes <a,b>', 'designs that it may use, and streaming:operations for parked records')
      .argParser(argument(parseScopes))
      .default(['chat']),
  )
  .addOption(
    new Option('--expires <duration>', 'such as 90d, 12h or 30m; never without').argParser(argument(parseDuration)),
  )
  .action(create);
common(program.command('list').description('list the keys of the stage')).action(list);
common(program.command('revoke').description('end a key for good').argument('<keyId>')).action(revoke);

void runCommand(program, process.argv);
