import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Template } from '../../../../tools/assembly';

export interface FixtureStack {
  readonly region?: string;
  readonly template: Template;
  readonly dependencies?: readonly string[];
  /** Construct paths by logical id. */
  readonly paths?: Readonly<Record<string, string>>;
}

export interface Fixture {
  readonly directory: string;
  remove(): void;
}

/**
 * Writes a cloud assembly as `cdk synth` does, without the CDK.
 * @param assets files by name, by asset hash; a function's code is `{ S3Key: '<hash>.zip' }`
 */
export function writeAssembly(
  stacks: Readonly<Record<string, FixtureStack>>,
  assets: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Fixture {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const artifacts = Object.entries(stacks).flatMap(([name, stack]) =>
    writeStack(directory, name, stack, Object.keys(assets)),
  );
  writeJson(join(directory, 'manifest.json'), { version: '55.0.0', artifacts: Object.fromEntries(artifacts) });
  for (const [hash, files] of Object.entries(assets)) {
    for (const [name, text] of Object.entries(files)) writeText(join(directory, `asset.${hash}`, name), text);
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

function writeStack(directory: string, name: string, stack: FixtureStack, hashes: readonly string[]) {
  const { region = 'us-east-1', template, dependencies = [], paths = {} } = stack;
  writeJson(join(directory, `${name}.template.json`), template);
  const destination = (hash: string) => ({ here: { bucketName: 'assets', objectKey: `${hash}.zip` } });
  const files = hashes.map((hash) => [
    hash,
    { source: { path: `asset.${hash}`, packaging: 'zip' }, destinations: destination(hash) },
  ]);
  writeJson(join(directory, `${name}.assets.json`), { version: '55.0.0', files: Object.fromEntries(files) });
  const metadata = Object.entries(paths).map(([logicalId, path]) => [
    `/${path}`,
    [{ type: 'aws:cdk:logicalId', data: logicalId }],
  ]);
  return [
    [`${name}.assets`, { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } }],
    [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: `aws://unknown-account/${region}`,
        properties: { templateFile: `${name}.template.json` },
        dependencies: [...dependencies, `${name}.assets`],
        metadata: Object.fromEntries(metadata),
      },
    ],
  ] as const;
}

export function writeJson(file: string, value: unknown): void {
  writeText(file, JSON.stringify(value));
}

function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
