import { randomUUID } from 'node:crypto';
import { compileTimestamp, type FormatTime } from './timestamp-pattern';

const expression = /!\{([^:}]+):([^}]*)\}/g;
const defaultTimestamp = '!{timestamp:yyyy/MM/dd/HH/}';

/**
 * Compiles an object prefix with its `!{timestamp:...}` and `!{firehose:random-string}` expressions. A prefix without
 * an expression is followed by year, month, day and hour, as Firehose does it.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function compilePrefix(prefix: string, timeZone: string): FormatTime {
  const template = prefix.includes('!{') ? prefix : prefix + defaultTimestamp;
  const pieces: FormatTime[] = [];
  let end = 0;
  for (const match of template.matchAll(expression)) {
    const literal = template.slice(end, match.index);
    pieces.push(() => literal, compileExpression(match[1] ?? '', match[2] ?? '', timeZone));
    end = match.index + match[0].length;
  }
  const rest = template.slice(end);
  if (rest.includes('!{')) throw new Error(`The prefix "${prefix}" has an expression that does not end`);
  return (time) => pieces.map((piece) => piece(time)).join('') + rest;
}

function compileExpression(namespace: string, value: string, timeZone: string): FormatTime {
  if (namespace === 'timestamp') return compileTimestamp(value, timeZone);
  if (namespace === 'firehose' && value === 'random-string') return () => randomUUID().replaceAll('-', '').slice(0, 11);
  throw new Error(`The prefix expression !{${namespace}:${value}} is not served on the laptop`);
}

/** Firehose's own rules for a pair of prefixes, which it checks when the stream is created. */
export function checkPrefixes(prefix: string, errorPrefix: string | undefined): void {
  if (prefix.includes('!{firehose:error-output-type}')) {
    throw new Error('Prefix cannot contain !{firehose:error-output-type}');
  }
  if (prefix.includes('!{') && !errorPrefix) {
    throw new Error('ErrorOutputPrefix cannot be empty where Prefix contains expressions');
  }
  if (errorPrefix?.includes('!{') && !errorPrefix.includes('!{firehose:error-output-type}')) {
    throw new Error('ErrorOutputPrefix with expressions must contain !{firehose:error-output-type}');
  }
}
