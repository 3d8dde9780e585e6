import { RE2JS, RE2JSException } from 're2js';

/** Instructions of the compiled pattern; each costs at most one step for each character that is looked at. */
export const MAX_INSTRUCTIONS = 1_000;

/** Why a pattern is none that a rule may have. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/**
 * A pattern as a test that takes time linear in the text, whatever pattern and text are: RE2 never backtracks, and has
 * neither backreferences nor look-around. Case makes no difference, and `.` matches line ends too.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 * @throws PatternError that says what is wrong
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const compiled = compile(pattern);
  const size = compiled.programSize();
  if (size > MAX_INSTRUCTIONS) {
    throw new PatternError(`compiles to ${size} instructions, ${MAX_INSTRUCTIONS} are allowed: repeat less`);
  }
  if (compiled.test('')) throw new PatternError('matches the empty text, and so every text');
  return (text) => compiled.test(text);
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new PatternError(`is no pattern of RE2's syntax: ${error.message}`);
  }
}
