import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, bundleOptions } from '../../lib/constructs/function/bundle';
import { isClient, type SdkPart } from './sdk-parts';
import { bytesAtStart } from './start';

/** What a handler with these parts of the SDK is compared with. */
export interface EmptyHandler {
  /** The same for two handlers with the same parts. */
  readonly key: string;
  readonly hasClients: boolean;
  readonly file: string;
  /** Code that it loads at start. */
  readonly bytes: number;
}

/**
 * Builds the handler that makes its clients and does nothing, as the functions' bundles are built.
 *
 * @param parent directory in which it gets one of its own
 */
export function buildEmptyHandler(parts: readonly SdkPart[], parent: string): EmptyHandler {
  const contents = emptyHandlerSource(parts);
  const key = createHash('sha256').update(contents).digest('hex').slice(0, 12);
  const directory = join(parent, key);
  const options = bundleOptions('', directory);
  mkdirSync(directory, { recursive: true });
  const { outputFiles, metafile } = build({
    ...options,
    entryPoints: undefined,
    stdin: { contents, resolveDir: options.absWorkingDir, loader: 'ts' },
  });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  return {
    key,
    hasClients: parts.some((part) => part.atStart && isClient(part)),
    file: join(directory, 'index.mjs'),
    bytes: bytesAtStart(metafile),
  };
}

/** Source of a handler that has these parts and nothing else; what is loaded later is a module of its own. */
export function emptyHandlerSource(parts: readonly SdkPart[]): string {
  const start = parts.filter(({ atStart }) => atStart);
  const later = parts.filter(({ atStart }) => !atStart);
  return [
    ...start.map(({ module, name }, index) => `import { ${name} as start${index} } from '${module}';`),
    `const clients = [${start.flatMap((part, index) => (isClient(part) ? [construct(part, `start${index}`, start)] : [])).join(', ')}];`,
    `const commands = [${start.flatMap((part, index) => (isClient(part) ? [] : [`start${index}`])).join(', ')}];`,
    `const later = () => Promise.all([${[...new Set(later.map(({ module }) => module))].map((module) => `import('${module}')`).join(', ')}]);`,
    'export const handler = async () => [clients, commands, later];',
  ].join('\n');
}

/** The document client wraps another one, which is in every bundle that has it. */
function construct({ name }: SdkPart, local: string, parts: readonly SdkPart[]): string {
  if (name === 'Client') return `new ${local}({ node: 'https://localhost' })`;
  if (name !== 'DynamoDBDocumentClient') return `new ${local}({})`;
  return `${local}.from(new start${parts.findIndex((part) => part.name === 'DynamoDBClient')}({}))`;
}
