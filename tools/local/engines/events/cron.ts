/** When a cron expression of EventBridge is due, in UTC and to the minute. */
export interface Cron {
  /** @param at milliseconds since the epoch */
  matches(at: number): boolean;
  /** The first time after one, in milliseconds since the epoch; undefined where there is none any more. */
  next(after: number): number | undefined;
}

type DayMatches = (day: Date) => boolean;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MOST_YEAR = 2199;
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * Reads the six fields between the brackets of `cron(...)`: minutes, hours, day of month, month, day of week, year.
 *
 * @throws Error on what EventBridge refuses, and on what it may take and is not served here
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  const [minuteField, hourField, dayField, monthField, weekdayField, yearField] = fields;
  if (fields.length !== 6 || !minuteField || !hourField || !dayField || !monthField || !weekdayField || !yearField)
    throw new Error(`cron(${text}) has ${fields.length} fields, and not 6`);
  if ((dayField === '?') === (weekdayField === '?'))
    throw new Error(`cron(${text}) needs a question mark for either the day of the month or the day of the week`);
  const minutes = numbers(minuteField, 0, 59);
  const hours = numbers(hourField, 0, 23);
  const times = hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * MINUTE_MS));
  const inMonths = new Set(numbers(monthField, 1, 12, months));
  const inYears = new Set(numbers(yearField, 1970, MOST_YEAR));
  const onDays = dayField === '?' ? weekdayOf(weekdayField) : dayOfMonth(dayField);

  const isDay = (day: Date) => inYears.has(day.getUTCFullYear()) && inMonths.has(day.getUTCMonth() + 1) && onDays(day);
  return {
    matches(at) {
      const date = new Date(at);
      return isDay(date) && hours.includes(date.getUTCHours()) && minutes.includes(date.getUTCMinutes());
    },
    next(after) {
      const from = Math.floor(after / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
      for (let day = from - (from % DAY_MS); new Date(day).getUTCFullYear() <= MOST_YEAR; day += DAY_MS) {
        const time = isDay(new Date(day)) ? times.find((each) => day + each >= from) : undefined;
        if (time !== undefined) return day + time;
      }
      return undefined;
    },
  };
}

/** Numbers of a field in their order: `*`, values, ranges, and each of them with a step. */
function numbers(field: string, least: number, most: number, names: readonly string[] = []): number[] {
  const valueIn = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named < 0 ? Number(text) : named + least;
    if (!/^\w+$/.test(text) || !Number.isInteger(value) || value < least || value > most)
      throw new Error(`${field} is no field of a cron expression from ${least} to ${most}`);
    return value;
  };
  const found = field.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range === '*' ? [String(least), String(most)] : range.split('-');
    const first = valueIn(from);
    const last = to === undefined ? (step === undefined ? first : most) : valueIn(to);
    const by = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(by) || by < 1 || last < first || part.split('/').length > 2)
      throw new Error(`${part} is no range of a cron expression`);
    return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
  });
  return [...new Set(found)].sort((one, other) => one - other);
}

const lastOfMonth = (day: Date): number =>
  new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

/** `L` is the last day of the month, `15W` the day from Monday to Friday that is nearest to the 15th, in the same month. */
function dayOfMonth(field: string): DayMatches {
  if (field === 'L') return (day) => day.getUTCDate() === lastOfMonth(day);
  const [, nearest] = /^(\d{1,2})W$/.exec(field) ?? [];
  if (nearest !== undefined) {
    const [wanted = 1] = numbers(nearest, 1, 31);
    return (day) => day.getUTCDate() === nearestWorkday(day, wanted);
  }
  const days = new Set(numbers(field, 1, 31));
  return (day) => days.has(day.getUTCDate());
}

function nearestWorkday(day: Date, wanted: number): number | undefined {
  const last = lastOfMonth(day);
  if (wanted > last) return undefined;
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}

/** 1 is Sunday. `6L` is the last Friday of the month, `6#3` the third one, and `L` alone Saturday. */
function weekdayOf(field: string): DayMatches {
  const [, which, nth] = /^(\w+)#([1-5])$/.exec(field) ?? [];
  if (which !== undefined && nth !== undefined) {
    const [wanted] = numbers(which, 1, 7, weekdays);
    return (day) => day.getUTCDay() + 1 === wanted && Math.ceil(day.getUTCDate() / 7) === Number(nth);
  }
  if (field === 'L') return (day) => day.getUTCDay() === 6;
  const [, last] = /^([1-7]|[A-Za-z]{3})L$/.exec(field) ?? [];
  if (last !== undefined) {
    const [wanted] = numbers(last, 1, 7, weekdays);
    return (day) => day.getUTCDay() + 1 === wanted && day.getUTCDate() > lastOfMonth(day) - 7;
  }
  const days = new Set(numbers(field, 1, 7, weekdays));
  return (day) => days.has(day.getUTCDay() + 1);
}
