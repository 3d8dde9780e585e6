import { table } from '../operator/command-line';
import type { IdleLine } from './idle';
import type { CostReport } from './report';
import { sum } from './sum';
import type { UnitCost } from './units';

/** An amount with as many digits as matter. */
export function usd(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toPrecision(2);
  return value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: Math.abs(value) < 1 ? 4 : 2 });
}

export const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });

export interface TableOptions {
  /** A row for each resource, in place of one for all that are billed alike. */
  readonly everyLine?: boolean;
}

/** The report for people: what each design idles at, and what a unit of use costs. */
export function describeReport(report: CostReport, { everyLine = false }: TableOptions = {}): string {
  const { stage, region, asOf, idlePerMonth, budgetPerMonth, lines, units } = report;
  const rows = [...Map.groupBy(lines, ({ design }) => design)].flatMap(([design, own]) => [
    [design, '', '', usd(sum(own.map(({ usdPerMonth }) => usdPerMonth))), '', ''],
    ...(everyLine ? own.map(lineRow) : foldedRows(own)),
  ]);
  return [
    `${stage} in ${region}, list prices as of ${asOf}`,
    '',
    `idle: ${usd(idlePerMonth)} USD a month${budgetPerMonth > 0 ? `, of a budget of ${usd(budgetPerMonth)}` : ''}`,
    '',
    table([['design', 'resource', 'what', 'USD a month', 'price', 'confidence'], ...rows]),
    ...(units.length > 0 ? ['', describeUnits(units)] : []),
  ].join('\n');
}

const lineRow = ({ resource, what, usdPerMonth, price, confidence }: IdleLine) => [
  ...['', resource, what, usd(usdPerMonth)],
  ...[price, confidence],
];

/** The dearest first, and what is billed alike together. */
function foldedRows(lines: readonly IdleLine[]): string[][] {
  const groups = [...Map.groupBy(lines, ({ price, what }) => `${price} ${what}`).values()];
  return groups
    .map((group) => ({ group, total: sum(group.map(({ usdPerMonth }) => usdPerMonth)) }))
    .sort((a, b) => b.total - a.total)
    .flatMap(({ group, total }) => {
      const [first] = group;
      if (!first) return [];
      const resource = group.length === 1 ? first.resource : `${group.length} x ${first.type.replace('AWS::', '')}`;
      return [lineRow({ ...first, resource, usdPerMonth: total })];
    });
}

/** What a unit costs in use, the dearest parts first. */
function describeUnits(units: readonly UnitCost[]): string {
  const rows = units.flatMap(({ design, unit, usdPerUnit, lines }) => [
    [`${design}: ${unit}`, '', usd(usdPerUnit * 1000), '', ''],
    ...[...lines]
      .sort((a, b) => b.usd - a.usd)
      .map((line) => ['', line.dimension, usd(line.usd * 1000), line.price, line.confidence]),
  ]);
  return table([['in use', 'billed by', 'USD a thousand', 'price', 'confidence'], ...rows]);
}
