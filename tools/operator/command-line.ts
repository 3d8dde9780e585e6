import { type Command, InvalidArgumentError } from 'commander';

/** Runs a command line; an error is one sentence on standard error and exit code 1, never a stack trace. */
export async function runCommand(program: Command, argv: readonly string[]): Promise<void> {
  // Who reads only the first lines has what they wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  for (const command of [program, ...program.commands]) {
    command.showHelpAfterError(`The option --help of ${command.name()} shows what there is.`);
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  const { code, message, path } = error as { code?: string; message?: string; path?: string };
  if (code === 'ECONNREFUSED')
    return 'Nobody answers at the address in the outputs. Is the laptop running (`npm start`)?';
  if (code === 'ENOENT' && path !== undefined) return `${path} is not there.`;
  return message ? message : String(error);
}

/** Columns padded to the widest value, the first row a heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((value, column) => value.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A line for people, where programs do not read. */
export const note = (text: string): void => void process.stderr.write(`${text}\n`);

/** Reads a whole number from 1 to `most`. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^[1-9]\d*$/.test(text) || number > most) {
      throw new InvalidArgumentError(`expected a whole number from 1 to ${most}`);
    }
    return number;
  };
