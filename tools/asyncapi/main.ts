import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Command } from 'commander';
import { asyncApiFiles, asyncApiText } from './document';

function main(): void {
  const command = new Command('asyncapi')
    .description('Writes the WebSocket protocols to docs/asyncapi*.json, from the schemas of their frames')
    .option('--check', 'write nothing; fail when a file is not up to date')
    .parse();
  const check = command.opts<{ check?: boolean }>().check;
  for (const { path, protocol } of asyncApiFiles) {
    const text = asyncApiText(protocol);
    const name = relative(process.cwd(), path);
    if (!check) {
      writeFileSync(path, text);
      console.error(`Wrote ${name}`);
    } else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
      console.error(`${name} is not up to date: run \`npm run asyncapi\``);
      process.exitCode = 1;
    }
  }
}

if (require.main === module) main();
