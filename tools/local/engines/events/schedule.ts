import { parseCron } from './cron';

/** When a rule is due. */
export interface Schedule {
  /**
   * The first time after one; undefined where there is none any more. All in milliseconds since the epoch.
   *
   * @param since when the rule began to hold: a rate counts from there
   */
  next(after: number, since: number): number | undefined;
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads the schedule of a rule: `rate(5 minutes)` or `cron(0 10 * * ? *)`.
 *
 * @throws Error on what EventBridge refuses
 */
export function parseSchedule(expression: string): Schedule {
  const [, cron] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (cron !== undefined) return parseCron(cron);
  const [, value, unit = '', plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  // One of them is singular, and more are plural: EventBridge takes nothing else.
  if (value === undefined || (value === '1') !== (plural === ''))
    throw new Error(`${expression} is no schedule: rate(1 minute), rate(5 hours) or cron(0 10 * * ? *) would be`);
  const period = Number(value) * (unitMs[unit] ?? 0);
  return { next: (after, since) => since + (Math.floor(Math.max(after - since, 0) / period) + 1) * period };
}
