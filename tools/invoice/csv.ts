import type { Invoice, InvoiceLine } from './invoice';

const columns = [
  ...['month', 'organisation', 'user', 'model', 'target', 'requests'],
  ...['input_tokens', 'output_tokens', 'cached_tokens', 'cost_usd'],
];

/** The heading, then the lines of an invoice, each with its line end, as RFC 4180 has them. */
export const csvHeading = (): string => csvRow(columns);

export const csvLines = ({ month, organisation, lines }: Invoice): string =>
  lines.map((line) => csvRow([month, organisation, line.user, line.model, line.target, ...figures(line)])).join('');

const figures = ({ requests, inputTokens, outputTokens, cachedTokens, costMicroUsd }: InvoiceLine) => [
  ...[requests, inputTokens, outputTokens, cachedTokens].map(String),
  usd(costMicroUsd),
];

/** Exact: six decimals, without arithmetic in fractions. */
export function usd(microUsd: number): string {
  const digits = String(microUsd).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

export const csvRow = (fields: readonly string[]): string => `${fields.map(field).join(',')}\r\n`;

/**
 * A spreadsheet takes what begins with one of these for a formula, wherever the text came from: an apostrophe before it says
 * that it is text.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

function field(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
