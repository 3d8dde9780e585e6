import { table } from '../operator/command-line';
import type { CostReport } from './report';
import { sum } from './report';

export const usd = (value: number): string =>
  value !== 0 && Math.abs(value) < 0.01 ? value.toPrecision(2) : value.toFixed(2);

/** The report for people: what each design idles at, line by line, and what a unit of use costs. */
export function describeReport(report: CostReport): string {
  const { stage, region, asOf, idlePerMonth, budgetPerMonth, lines } = report;
  const byDesign = Map.groupBy(
    lines.filter(({ usdPerMonth }) => usdPerMonth > 0),
    ({ design }) => design,
  );
  const rows = [...byDesign].flatMap(([design, own]) => [
    [design, '', '', usd(sum(own.map(({ usdPerMonth }) => usdPerMonth))), ''],
    ...own.map((line) => ['', line.resource, line.what, usd(line.usdPerMonth), line.confidence]),
  ]);
  return [
    `${stage} in ${region}, list prices as of ${asOf}`,
    '',
    `idle: ${usd(idlePerMonth)} USD a month${budgetPerMonth > 0 ? `, of a budget of ${usd(budgetPerMonth)}` : ''}`,
    '',
    table([['design', 'resource', 'what', 'USD a month', 'confidence'], ...rows]),
  ].join('\n');
}
