import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { jsonText } from '../operator/json-text';
import { openApiDocument } from './document';

export const openApiFile = join(__dirname, '../../docs/openapi-rag.json');

export const openApiText = (): string => jsonText(openApiDocument());

function main(): void {
  const command = new Command('openapi')
    .description('Writes the HTTP API for documents, search and answers to docs/openapi-rag.json, from its schemas')
    .option('--check', 'write nothing; fail when the file is not up to date')
    .parse();
  const text = openApiText();
  if (!command.opts<{ check?: boolean }>().check) {
    writeFileSync(openApiFile, text);
    console.error(`Wrote ${openApiFile}`);
  } else if (readFileSync(openApiFile, 'utf8') !== text) {
    console.error('docs/openapi-rag.json is not up to date: run `npm run openapi`');
    process.exitCode = 1;
  }
}

if (require.main === module) main();
