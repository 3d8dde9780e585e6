import type { SearchError } from '../errors';

const iso =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A point in time, as epoch milliseconds.
 * @param formats those of the field: `epoch_millis`, or one of ISO 8601; without a time zone UTC is meant
 */
export function parseDate(value: unknown, formats: readonly string[], refuse: (reason: string) => SearchError): number {
  const text = String(value);
  if (formats.includes('epoch_millis') && /^-?\d+$/.test(text) && !isYear(text, formats)) return Number(text);
  const match = formats.some((format) => format !== 'epoch_millis') ? iso.exec(text) : null;
  if (!match) throw refuse(`failed to parse date field [${text}] with format [${formats.join('||')}]`);
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    match;
  const millis = fraction.padEnd(3, '0').slice(0, 3);
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset}`);
  if (Number.isNaN(time)) throw refuse(`failed to parse date field [${text}]`);
  return time;
}

/** Formats are tried in order: four digits are a year where an ISO format comes first. */
const isYear = (text: string, formats: readonly string[]) => formats[0] !== 'epoch_millis' && /^\d{4}$/.test(text);
