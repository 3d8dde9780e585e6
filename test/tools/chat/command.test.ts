import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const tsx = createRequire(join(root, 'package.json')).resolve('tsx/cli');

/** What the command writes on standard error. */
const complaintOf = (...argv: readonly string[]) =>
  new Promise<string>((resolve) => {
    const command = [tsx, 'tools/chat/main.ts', '--outputs', 'no-outputs.json', ...argv];
    execFile(process.execPath, command, { cwd: root }, (_error, _stdout, stderr) => resolve(stderr));
  });

test('what follows an attached file is the question', async () => {
  expect(await complaintOf('--attach', 'one.png', '--attach', 'other.txt', 'What is this?')).toContain(
    'no-outputs.json cannot be read',
  );
  expect(await complaintOf('--attach', 'one.png')).toContain("missing required argument 'question'");
}, 60_000);
