import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { asyncApiText } from './document';

export const asyncApiFile = join(__dirname, '../../docs/asyncapi.json');

function main(): void {
  const command = new Command('asyncapi')
    .description('Writes the chat WebSocket protocol to docs/asyncapi.json, from the schemas of its frames')
    .option('--check', 'write nothing; fail when the file is not up to date')
    .parse();
  const text = asyncApiText();
  if (!command.opts<{ check?: boolean }>().check) {
    writeFileSync(asyncApiFile, text);
    console.error(`Wrote ${asyncApiFile}`);
  } else if (readFileSync(asyncApiFile, 'utf8') !== text) {
    console.error('docs/asyncapi.json is not up to date: run `npx tsx tools/asyncapi/main.ts`');
    process.exitCode = 1;
  }
}

if (require.main === module) main();
