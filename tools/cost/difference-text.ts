import { table } from '../operator/command-line';
import type { CostDifference } from './difference';
import { usd } from './table';

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '-' : ''}${usd(Math.abs(value))}`;

/** Resources that are told one by one. */
const MOST = 30;

const sections = ({ byDesign, lines, units }: CostDifference) => [
  {
    title: ['design', 'before', 'after', 'USD a month'],
    rows: byDesign
      .filter(({ before, after }) => before !== after)
      .map(({ design, before, after }) => [design, usd(before), usd(after), signed(after - before)]),
  },
  {
    title: ['resource', 'what', 'before', 'after', 'USD a month'],
    rows: lines
      .slice(0, MOST)
      .map(({ resource, what, before, after }) => [resource, what, usd(before), usd(after), signed(after - before)]),
  },
  {
    title: ['unit', 'before', 'after', 'USD a thousand'],
    rows: units.map(({ design, unit, before, after }) => [
      `${design}: ${unit}`,
      ...[usd(before * 1000), usd(after * 1000), signed((after - before) * 1000)],
    ]),
  },
];

const summary = ({ before, after }: CostDifference) =>
  `idle: ${usd(before)} -> ${usd(after)} USD a month (${after === before ? 'no change' : signed(after - before)})`;

const others = ({ lines }: CostDifference) =>
  lines.length > MOST ? [`and ${lines.length - MOST} resources more, with smaller differences`] : [];

export function describeDifference(difference: CostDifference): string {
  const tables = sections(difference).filter(({ rows }) => rows.length > 0);
  return [
    summary(difference),
    ...tables.flatMap(({ title, rows }) => ['', table([title, ...rows])]),
    ...others(difference),
  ].join('\n');
}

/** For a comment on a pull request. */
export function differenceAsMarkdown(difference: CostDifference): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const tables = sections(difference).filter(({ rows }) => rows.length > 0);
  return [
    `**Cost:** ${summary(difference)}`,
    ...tables.flatMap(({ title, rows }) => ['', row(title), row(title.map(() => '---')), ...rows.map(row)]),
    ...others(difference).flatMap((text) => ['', text]),
    '',
  ].join('\n');
}
