const secondsPer: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/**
 * Seconds of a duration such as `90d`, `12h` or `30m`.
 *
 * @throws Error that says what was expected
 */
export function parseDuration(text: string): number {
  const [, amount, unit = ''] = /^([1-9]\d*)([mhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * (secondsPer[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(seconds))
    throw new Error(`${text} is no duration: expected minutes, hours or days such as 90d`);
  return seconds;
}
