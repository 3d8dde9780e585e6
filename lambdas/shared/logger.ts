import type { Context } from 'aws-lambda';
import { redact } from './redact';

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof levels)[number];

/** What a line tells besides its message: fields, or the error that it is about. */
type Extra = Readonly<Record<string, unknown>> | Error;

/** Writes lines of JSON, one an event, in the form that Lambda passes on as it is. */
export interface Logger {
  info(message: string, extra?: Extra): void;
  warn(message: string, extra?: Extra): void;
  error(message: string, extra?: Extra): void;
  /** Fields of all further lines. */
  appendKeys(keys: Readonly<Record<string, unknown>>): void;
  resetKeys(): void;
  /** The invocation of all further lines. */
  addContext(context: Context): void;
}

export interface LoggerOptions {
  /** Lines below it are left out. @default Lambda's own setting, or INFO */
  readonly level?: Level;
  /** @default standard output */
  readonly print?: (line: string) => void;
}

/**
 * A structured logger that cannot print credentials or message text: every value passes `redact` on its way out. Field
 * names are those of Powertools, so that its queries and dashboards fit.
 *
 * @param service the design's name, such as `chat`
 */
export function createLogger(
  service: string,
  { level = configuredLevel(), print = toStdout }: LoggerOptions = {},
): Logger {
  const least = levels.indexOf(level);
  let invocation: Readonly<Record<string, unknown>> = {};
  let isCold = true;
  let keys: Readonly<Record<string, unknown>> = {};

  const write =
    (at: Level) =>
    (message: string, extra: Extra = {}) => {
      if (levels.indexOf(at) < least) return;
      const fields = extra instanceof Error ? { error: extra } : extra;
      const trace = /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1];
      const line = { level: at, message, timestamp: new Date(), service, ...invocation, xray_trace_id: trace, ...keys };
      print(JSON.stringify({ ...line, ...fields }, printable));
    };
  return {
    info: write('INFO'),
    warn: write('WARN'),
    error: write('ERROR'),
    appendKeys: (more) => {
      keys = { ...keys, ...more };
    },
    resetKeys: () => {
      keys = {};
    },
    addContext: ({ functionName, awsRequestId }) => {
      invocation = { function_name: functionName, function_request_id: awsRequestId, cold_start: isCold };
      isCold = false;
    },
  };
}

/** Not by `console`: Lambda would wrap the line into one of its own. */
const toStdout = (line: string): void => void process.stdout.write(`${line}\n`);

function configuredLevel(): Level {
  const wanted = process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase();
  return levels.find((level) => level === wanted) ?? 'INFO';
}

function printable(name: string, value: unknown): unknown {
  if (value instanceof Error) {
    const { name: error, message, stack, cause } = value;
    return { name: error, message, stack, cause };
  }
  return redact(name, typeof value === 'bigint' ? String(value) : value);
}
