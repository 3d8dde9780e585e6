/** Longest expression, in characters, and deepest nesting that is read. */
const MAX_LENGTH = 500;
const MAX_DEPTH = 50;

/** An expression that cannot be worked out, with the reason. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  cos: Math.cos,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log: Math.log10,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  sin: Math.sin,
  sqrt: Math.sqrt,
  tan: Math.tan,
};

/**
 * Works out arithmetic: numbers, `+ - * / % ^`, parentheses, a few functions and constants. Nothing else is a word of it.
 *
 * @throws ExpressionError when it is none, or its value is no finite number
 */
export function evaluate(text: string): number {
  if (text.length > MAX_LENGTH) throw new ExpressionError(`An expression has at most ${MAX_LENGTH} characters`);
  const value = new Parser(tokensOf(text)).whole();
  if (!Number.isFinite(value)) throw new ExpressionError('The value is no finite number');
  return value;
}

function tokensOf(text: string): string[] {
  const tokens = text.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+|[a-z]+|\S/gi) ?? [];
  return tokens.map((token) => token.toLowerCase());
}

/** One method a level of precedence, the loosest first; each reads as far as its level goes. */
class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly string[]) {}

  whole(): number {
    const value = this.sum();
    if (this.at < this.tokens.length) throw new ExpressionError(`Unexpected "${this.tokens[this.at]}"`);
    return value;
  }

  private sum(): number {
    let value = this.product();
    for (;;) {
      if (this.take('+')) value += this.product();
      else if (this.take('-')) value -= this.product();
      else return value;
    }
  }

  private product(): number {
    let value = this.signed();
    for (;;) {
      if (this.take('*')) value *= this.signed();
      else if (this.take('/')) value /= this.signed();
      else if (this.take('%')) value %= this.signed();
      else return value;
    }
  }

  /** A sign binds looser than a power: -2^2 is -4. */
  private signed(): number {
    return this.nested(() => {
      if (this.take('-')) return -this.signed();
      if (this.take('+')) return this.signed();
      return this.power();
    });
  }

  private power(): number {
    const base = this.atom();
    return this.take('^') ? base ** this.signed() : base;
  }

  private atom(): number {
    const token = this.tokens[this.at];
    if (token === undefined) throw new ExpressionError('The expression ends too early');
    this.at += 1;
    if (token === '(') {
      const value = this.sum();
      this.expect(')');
      return value;
    }
    if (/^[\d.]/.test(token)) return numberOf(token);
    const call = Object.hasOwn(functions, token) ? functions[token] : undefined;
    if (call) return call(...this.values());
    const constant = Object.hasOwn(constants, token) ? constants[token] : undefined;
    if (constant !== undefined) return constant;
    throw new ExpressionError(`Unexpected "${token}"`);
  }

  private values(): number[] {
    this.expect('(');
    const values = [this.sum()];
    while (this.take(',')) values.push(this.sum());
    this.expect(')');
    return values;
  }

  private nested(read: () => number): number {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new ExpressionError('The expression is nested too deeply');
    const value = read();
    this.depth -= 1;
    return value;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new ExpressionError(`Expected "${token}"`);
  }
}

function numberOf(token: string): number {
  const value = Number(token);
  if (Number.isNaN(value)) throw new ExpressionError(`"${token}" is no number`);
  return value;
}
