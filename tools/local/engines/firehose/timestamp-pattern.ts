/** Fields of a point in time, two digits each but the year's four. */
type Field = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** The parts of Java's DateTimeFormatter patterns that prefixes use. */
const letters: Readonly<Record<string, Field>> = {
  yyyy: 'year',
  MM: 'month',
  dd: 'day',
  HH: 'hour',
  mm: 'minute',
  ss: 'second',
};

type Part = { readonly literal: string } | { readonly field: Field };

/** Writes a time (epoch milliseconds) by a pattern. */
export type FormatTime = (time: number) => string;

/**
 * Compiles a pattern such as `yyyy/MM/dd/HH`. Throws on letters other than those above.
 *
 * @param timeZone IANA name
 */
export function compileTimestamp(pattern: string, timeZone: string): FormatTime {
  const parts = [...pattern.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+/g)].map((match) => parsePart(match, pattern));
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (time) => {
    const fields = new Map(clock.formatToParts(time).map(({ type, value }) => [type as string, value]));
    return parts.map((part) => ('literal' in part ? part.literal : (fields.get(part.field) ?? ''))).join('');
  };
}

function parsePart(match: RegExpExecArray, pattern: string): Part {
  const [text, quoted, letter] = match;
  if (quoted !== undefined) return { literal: quoted || "'" };
  if (letter === undefined) return { literal: text };
  const field = letters[text];
  if (!field) throw new Error(`"${text}" in the timestamp pattern "${pattern}" is not served on the laptop`);
  return { field };
}
