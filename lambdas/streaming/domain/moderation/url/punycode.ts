const BASE = 36;
const LEAST = 1;
const MOST = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE = 128;
const PREFIX = 'xn--';

/** A label of a host as people see it; one that is no valid Punycode (RFC 3492) stays as it is. */
export function decodeLabel(label: string): string {
  if (!label.startsWith(PREFIX)) return label;
  const encoded = label.slice(PREFIX.length);
  const basic = encoded.lastIndexOf('-');
  const output = [...encoded.slice(0, Math.max(0, basic))].map((each) => each.charCodeAt(0));
  return decoded(encoded.slice(basic + 1), output) ?? label;
}

function decoded(digits: string, output: number[]): string | undefined {
  let [code, index, bias, place] = [FIRST_CODE, 0, FIRST_BIAS, 0];
  while (place < digits.length) {
    const before = index;
    for (let weight = 1, step = BASE; ; step += BASE) {
      const digit = Number.parseInt(rebased(digits[place++] ?? ''), BASE);
      index += digit * weight;
      if (!(index < 2 ** 31)) return undefined;
      const threshold = Math.min(MOST, Math.max(LEAST, step - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    bias = adapted(index - before, length, before === 0);
    code += Math.floor(index / length);
    if (code > 0x10_ffff) return undefined;
    index %= length;
    output.splice(index++, 0, code);
  }
  return String.fromCodePoint(...output);
}

/** Punycode's digits are letters first; those of a number in base 36 are digits first. */
const rebased = (digit: string): string =>
  /[a-z]/.test(digit)
    ? (digit.charCodeAt(0) - 0x61).toString(BASE)
    : /\d/.test(digit)
      ? (Number(digit) + MOST).toString(BASE)
      : '?';

function adapted(delta: number, length: number, isFirst: boolean): number {
  let [rest, step] = [isFirst ? Math.floor(delta / DAMP) : delta >> 1, 0];
  rest += Math.floor(rest / length);
  while (rest > ((BASE - LEAST) * MOST) >> 1) {
    rest = Math.floor(rest / (BASE - LEAST));
    step += BASE;
  }
  return step + Math.floor(((BASE - LEAST + 1) * rest) / (rest + SKEW));
}
