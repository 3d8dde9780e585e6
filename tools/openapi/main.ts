import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { jsonText } from '../operator/json-text';
import type { Api } from './api';
import { openApiDocument } from './document';
import { fraud } from './fraud';
import { rag } from './rag';
import { streaming } from './streaming';

/** Every API that has a document, by its design. */
export const apis = { fraud, rag, streaming } as const satisfies Readonly<Record<string, Api>>;

/** Relative to the repository. */
export const openApiFile = (design: string): string => `docs/openapi-${design}.json`;

export const openApiText = (api: Api): string => jsonText(openApiDocument(api));

function main(): void {
  const command = new Command('openapi')
    .description('Writes the HTTP API of each design to docs/openapi-<design>.json, from the schemas of its requests')
    .option('--check', 'write nothing; fail when a file is not up to date')
    .parse();
  const { check } = command.opts<{ check?: boolean }>();
  for (const [design, api] of Object.entries(apis)) {
    const file = join(__dirname, '../..', openApiFile(design));
    if (!check) {
      writeFileSync(file, openApiText(api));
      console.error(`Wrote ${openApiFile(design)}`);
    } else if (!existsSync(file) || readFileSync(file, 'utf8') !== openApiText(api)) {
      console.error(`${openApiFile(design)} is not up to date: run \`npm run openapi\``);
      process.exitCode = 1;
    }
  }
}

if (require.main === module) main();
