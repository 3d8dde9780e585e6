import { table } from '../operator/command-line';
import type { ScenarioPoint, ScenarioReport } from './scenario-report';
import { count, usd } from './table';

/** The bill as it grows: by design, by service and by what drives it, and what a unit comes to. */
export function describeScenario({ name, points }: ScenarioReport): string {
  const heading = (what: string) => [what, ...points.map(({ scale }) => `${count(scale)}x`)];
  const block = (what: string, of: (point: ScenarioPoint) => Readonly<Record<string, number>>, most = 40) =>
    table([heading(what), ...rows(points, of).slice(0, most)]);
  return [
    `scenario ${name}, USD a month`,
    '',
    table([
      heading('all'),
      ['total', ...points.map(({ usdPerMonth }) => usd(usdPerMonth))],
      ['users', ...points.map(({ users }) => count(users))],
    ]),
    '',
    block('by design', ({ byDesign }) => byDesign),
    '',
    block('by service', ({ byService }) => byService),
    '',
    block('by driver', ({ byDriver }) => byDriver, 15),
    '',
    'USD for a thousand units, the idle floor included',
    table([heading('unit'), ...unitRows(points)]),
  ].join('\n');
}

/** Every name of any point, the dearest at the last one first. */
function rows(
  points: readonly ScenarioPoint[],
  of: (point: ScenarioPoint) => Readonly<Record<string, number>>,
): string[][] {
  const last = points.at(-1);
  const names = [
    ...new Set([...(last ? Object.keys(of(last)) : []), ...points.flatMap((point) => Object.keys(of(point)))]),
  ];
  return names.map((name) => [name, ...points.map((point) => usd(of(point)[name] ?? 0))]);
}

function unitRows(points: readonly ScenarioPoint[]): string[][] {
  const names = new Set(points.flatMap(({ units }) => units.map(({ design, unit }) => `${design} ${unit}`)));
  return [...names].map((name) => {
    const values = points.map(
      ({ units }) => units.find(({ design, unit }) => `${design} ${unit}` === name)?.usdPerUnit,
    );
    return [`${name}${trend(values)}`, ...values.map((value) => (value === undefined ? '' : usd(value * 1000)))];
  });
}

/** Whether a unit gets cheaper as there are more of them. */
function trend(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || known.length < 2) return '';
  if (last < first * 0.98) return ' (falling)';
  return last > first * 1.02 ? ' (rising)' : ' (level)';
}
