import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const tsx = createRequire(join(root, 'package.json')).resolve('tsx/cli');
const help = (...options: string[]) =>
  execFileSync(process.execPath, [tsx, join(root, 'tools/deploy/main.ts'), ...options, '--help'], { encoding: 'utf8' });

it('takes the options that operations are told of', () => {
  expect(help('--force', '-c', '@aws-cdk/core:defaultCrossStackReferences=strong')).toMatch(/^ +--force /m);
});
