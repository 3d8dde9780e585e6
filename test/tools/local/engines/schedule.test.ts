import * as fc from 'fast-check';
import { parseCron } from '../../../../tools/local/engines/events/cron';
import { runByClock } from '../../../../tools/local/engines/events/run-by-clock';
import { parseSchedule } from '../../../../tools/local/engines/events/schedule';
import { FakeTimers } from './support/fake-timers';

const at = (text: string) => Date.parse(`${text}Z`);
const iso = (ms: number | undefined) => (ms === undefined ? 'never' : new Date(ms).toISOString().slice(0, 16));

/** The first times after one at which an expression is due. */
function dues(expression: string, after: string, many: number): string[] {
  const schedule = parseSchedule(expression);
  const found: string[] = [];
  for (let next = schedule.next(at(after), at(after)); found.length < many; ) {
    found.push(iso(next));
    if (next === undefined) break;
    next = schedule.next(next, at(after));
  }
  return found;
}

describe('cron, in UTC', () => {
  it.each([
    ['every day at a time', '0 10 * * ? *', ['2026-01-02T10:00', '2026-01-03T10:00']],
    ['on workdays', '0 18 ? * MON-FRI *', ['2026-01-02T18:00', '2026-01-05T18:00']],
    ['on the first of each month', '0 8 1 * ? *', ['2026-02-01T08:00', '2026-03-01T08:00']],
    ['each quarter of an hour', '0/15 * * * ? *', ['2026-01-02T03:15', '2026-01-02T03:30']],
    ['steps from all', '*/20 4 * * ? *', ['2026-01-02T04:00', '2026-01-02T04:20']],
    ['hours in a list and a range', '5 8-10,20 * * ? *', ['2026-01-02T08:05', '2026-01-02T09:05']],
    ['on a day by its number', '0 9 ? * 2 *', ['2026-01-05T09:00', '2026-01-12T09:00']],
    ['on the last day of a month', '0 0 L * ? *', ['2026-01-31T00:00', '2026-02-28T00:00']],
    ['on the workday nearest to a day', '0 0 15W * ? *', ['2026-01-15T00:00', '2026-02-16T00:00', '2026-03-16T00:00']],
    ['and that within the month', '0 0 1W * ? *', ['2026-02-02T00:00', '2026-03-02T00:00', '2026-04-01T00:00']],
    ['on the last Friday of a month', '0 0 ? * 6L *', ['2026-01-30T00:00', '2026-02-27T00:00']],
    ['on the second Tuesday', '0 0 ? * 3#2 *', ['2026-01-13T00:00', '2026-02-10T00:00']],
    ['on Saturday, the last of the week', '0 0 ? * L *', ['2026-01-03T00:00', '2026-01-10T00:00']],
    ['in months by name', '0 0 1 FEB,jul ? *', ['2026-02-01T00:00', '2026-07-01T00:00']],
    ['on a leap day', '0 0 29 2 ? *', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['in a year', '59 23 31 12 ? 2027', ['2027-12-31T23:59', 'never']],
    ['in a year that is over', '0 0 1 1 ? 2020', ['never']],
    ['on a day that there never is', '0 0 31 2 ? *', ['never']],
  ])('%s', (_, fields, expected) => {
    expect(dues(`cron(${fields})`, '2026-01-02T03:04:05', expected.length)).toEqual(expected);
  });

  it.each([
    ['five fields', '0 10 * * ?'],
    ['two days that are asked for', '0 10 * * * *'],
    ['no day', '0 10 ? * ? *'],
    ['a minute that there is not', '60 10 * * ? *'],
    ['an hour that there is not', '0 24 * * ? *'],
    ['a month that there is not', '0 0 1 13 ? *'],
    ['the day 0 of the week', '0 0 ? * 0 *'],
    ['a range backwards', '30-10 0 * * ? *'],
    ['no step', '0/0 0 * * ? *'],
    ['two steps', '0/5/5 0 * * ? *'],
    ['a year before there were any', '0 0 1 1 ? 1969'],
    ['a name that there is not', '0 0 1 FOO ? *'],
    ['a sixth week', '0 0 ? * 3#6 *'],
    ['two of a kind', '0 0 ? * 3#1,6#3 *'],
    ['a fraction', '0.5 0 * * ? *'],
  ])('%s: refused', (_, fields) => {
    expect(() => parseSchedule(`cron(${fields})`)).toThrow();
  });

  it('is due at the first minute that it names, and at none in between', () => {
    const part = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 3 }).map((all) => all.join()),
        fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 1, max: 40 })).map((pair) => pair.join('/')),
      );
    const days = fc.oneof(
      part(1, 31).map((day) => [day, '?']),
      part(1, 7).map((day) => ['?', day]),
    );
    fc.assert(
      fc.property(
        part(0, 59),
        part(0, 23),
        days,
        fc.integer({ min: 0, max: 4e12 }),
        (minute, hour, [day, week], after) => {
          const cron = parseCron(`${minute} ${hour} ${day} * ${week} *`);
          const next = cron.next(after);
          if (next === undefined) throw new Error('it is never due');
          expect([next > after, next % 60_000, cron.matches(next)]).toEqual([true, 0, true]);
          const first = Math.floor(after / 60_000 + 1) * 60_000;
          const until = Math.min(next, first + 3 * 86_400_000);
          for (let time = first; time < until; time += 60_000)
            if (cron.matches(time)) throw new Error(`${iso(time)} missed`);
        },
      ),
    );
  });
});

describe('a rate', () => {
  it.each([
    ['rate(1 minute)', ['2026-01-02T03:05', '2026-01-02T03:06']],
    ['rate(5 hours)', ['2026-01-02T08:04', '2026-01-02T13:04']],
    ['rate(1 day)', ['2026-01-03T03:04', '2026-01-04T03:04']],
  ])('%s counts from when the rule began to hold', (expression, expected) => {
    expect(dues(expression, '2026-01-02T03:04:05', 2)).toEqual(expected);
  });

  it.each(['rate(0 minutes)', 'rate(1 minutes)', 'rate(5 minute)', 'rate(5 weeks)', 'rate(-1 day)', 'every day', ''])(
    '%s: refused',
    (expression) => expect(() => parseSchedule(expression)).toThrow('is no schedule'),
  );
});

describe('by the clock', () => {
  function running(expression: string) {
    const timers = new FakeTimers(at('2026-01-02T03:04:05'));
    const runs: string[] = [];
    const end = runByClock(parseSchedule(expression), timers, (due) => void runs.push(iso(due)));
    return { timers, runs, end };
  }

  it('runs once for each time that it is due, whether or not the run before has ended', () => {
    const { timers, runs } = running('rate(1 minute)');
    timers.advance(59_999);
    expect(runs).toEqual([]);
    timers.advance(1);
    expect(runs).toEqual(['2026-01-02T03:05']);
    timers.advance(3 * 60_000);
    expect(runs).toEqual(['2026-01-02T03:05', '2026-01-02T03:06', '2026-01-02T03:07', '2026-01-02T03:08']);
  });

  it('runs once for what a machine that slept has missed, and then as before', () => {
    const { timers, runs } = running('rate(1 hour)');
    timers.sleep(5.5 * 3_600_000);
    expect(runs).toEqual(['2026-01-02T04:04']);
    timers.advance(3_600_000);
    expect(runs).toEqual(['2026-01-02T04:04', '2026-01-02T09:04']);
  });

  it('waits for what is months away as long as a timer can, again and again', () => {
    const { timers, runs } = running('cron(0 0 29 2 ? *)');
    expect(Math.max(...timers.waits)).toBeLessThanOrEqual(2_147_483_647);
    timers.advance(at('2028-02-29T00:00:00') - timers.now() - 1);
    expect(runs).toEqual([]);
    timers.advance(1);
    expect(runs).toEqual(['2028-02-29T00:00']);
  });

  it('is over when it is ended, and where nothing is due any more', () => {
    const { timers, runs, end } = running('rate(1 day)');
    end();
    timers.advance(10 * 86_400_000);
    expect([runs, timers.waits]).toEqual([[], []]);
    expect(running('cron(0 0 1 1 ? 2020)').timers.waits).toEqual([]);
  });
});
