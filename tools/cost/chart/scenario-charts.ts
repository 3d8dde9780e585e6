import { lineChart, type Series } from '../../chart/line-chart';
import type { ScenarioReport } from '../scenario-report';

/** The month's bill as the scenario grows, by design and in all. */
export const billChart = ({ name, points }: ScenarioReport): string =>
  lineChart({
    title: `${name}: what a month costs`,
    xLabel: 'times the scenario, each design up to what it is sized for',
    yLabel: 'USD a month',
    series: [
      { name: 'all', points: points.map(({ scale: x, usdPerMonth: y }) => ({ x, y })) },
      ...byName(points.flatMap(({ scale: x, byDesign }) => Object.entries(byDesign).map(([of, y]) => ({ of, x, y })))),
    ],
  });

/** What a unit comes to, by how many there are of it. */
export const unitChart = ({ name, points }: ScenarioReport): string =>
  lineChart({
    title: `${name}: what a unit costs, the idle floor included`,
    xLabel: 'units a day',
    yLabel: 'USD',
    series: byName(
      points.flatMap(({ units }) =>
        units.map(({ design, unit, unitsADay: x, usdPerUnit: y }) => ({ of: `${design}: ${unit}`, x, y })),
      ),
    ),
  });

function byName(points: readonly { readonly of: string; readonly x: number; readonly y: number }[]): Series[] {
  return [...Map.groupBy(points, ({ of }) => of)].map(([name, own]) => ({ name, points: own }));
}

/** Both charts, one below the other, as one picture. */
export function chartsAsSvg(report: ScenarioReport): string {
  const [above, below] = [billChart(report), unitChart(report)].map((svg) =>
    svg.replace('<svg ', '<svg width="760" height="420" '),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 850">\n${above}\n<g transform="translate(0 430)">${below}</g>\n</svg>\n`;
}
