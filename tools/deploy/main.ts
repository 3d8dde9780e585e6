import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { readAssembly } from '../assembly';
import { alertsAreHeard, placeholders } from './checks';
import { parseDeploy } from './command';

const help = `Usage: npm run deploy -- [stack ...] [options]

Synthesizes a stage, refuses what cannot be deployed, and deploys the rest with the CDK.
Outputs are written to .local/outputs.json.

  -c, --context key=value  as for cdk: -c stage=prod, -c designs=chat
      --profile name       AWS profile
      --force              deploy stacks whose templates have not changed, too
      --yes                do not ask before permissions are broadened
  -h, --help               this text`;

const root = resolve(__dirname, '../..');
const assembly = join(root, 'cdk.out');
const outputs = join(root, '.local/outputs.json');

function main(): number {
  const command = parseDeploy(process.argv.slice(2));
  if (command.help) {
    console.log(help);
    return 0;
  }
  const synthesized = cdk('synth', '--quiet', '--output', assembly, ...command.context);
  if (synthesized !== 0) return synthesized;

  const { stacks } = readAssembly(assembly);
  const names = placeholders(stacks);
  if (names.length > 0) {
    console.error(
      `Not deployed: nobody can own ${names.join(', ')}. Set the stage's domain.name and domain.hostedZoneId in cdk.json ` +
        'to a domain of yours and the id of its Route 53 hosted zone.',
    );
    return 1;
  }
  if (!alertsAreHeard(stacks)) {
    console.error("Nobody will hear of alarms and budgets: set the stage's alerts.emails or alerts.slack in cdk.json.");
  }
  mkdirSync(join(root, '.local'), { recursive: true });
  return cdk('deploy', ...command.deploy, '--app', assembly, '--outputs-file', outputs);
}

/** Runs the CDK's own command line in the foreground. @returns its exit code */
function cdk(...args: string[]): number {
  const bin = createRequire(__filename).resolve('aws-cdk/bin/cdk');
  const { status, error } = spawnSync(process.execPath, [bin, ...args], { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
