import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { runCommand } from '../../../tools/operator/command-line';

test('of a file that is not there its name is told, and no more', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await runCommand(
      new Command('read').action(() => readFile('no-such-file.json', 'utf8').then(() => undefined)),
      ['node', 'read'],
    );
    expect(stderr.mock.calls).toEqual([['no-such-file.json is not there.\n']]);
    expect(process.exitCode).toBe(1);
  } finally {
    stderr.mockRestore();
    process.exitCode = undefined;
  }
});

describe('a command line that is not understood', () => {
  it.each([
    [['--nope'], "error: unknown option '--nope'", 'keys'],
    [['list', '--nope'], "error: unknown option '--nope'", 'list'],
    [['lists'], "error: unknown command 'lists'", 'keys'],
  ])('%j says what is wrong, and where help is', async (argv, problem, command) => {
    const told: string[] = [];
    const program = new Command('keys').exitOverride().configureOutput({ writeErr: (text) => void told.push(text) });
    program.command('list').action(() => {});
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      await runCommand(program, ['node', 'keys', ...argv]);
      expect(told.join('')).toContain(problem);
      expect(told.join('')).toContain(`The option --help of ${command} shows what there is.`);
      expect(process.exitCode).toBe(1);
    } finally {
      stderr.mockRestore();
      process.exitCode = undefined;
    }
  });
});
