import type { Row } from '../report';

const WIDTH = 48;
const name = /^retrieval\/(\w+): (\d+) chunks$/;

/** How the time of a search grows, drawn for people: a bar for each size, as long as its time on a logarithmic scale. */
export function growthCurve(rows: readonly Row[]): string {
  const points = rows.flatMap(({ name: text, value }) => {
    const [, kind, size] = name.exec(text) ?? [];
    return kind === 'hybrid' ? [{ size: Number(size), value }] : [];
  });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return '';
  const [low, high] = [Math.log(first.value / 2), Math.log(last.value)];
  const bars = points.map(({ size, value }) => {
    const length = Math.max(1, Math.round(((Math.log(value) - low) / (high - low)) * WIDTH));
    return `${size.toLocaleString('en-US').padStart(9)} ${'█'.repeat(length)} ${value.toFixed(1)} ms`;
  });
  const power = Math.log(last.value / first.value) / Math.log(last.size / first.size);
  const summary = `${(last.size / first.size).toFixed(0)} times the chunks take ${(last.value / first.value).toFixed(1)} times as long (power ${power.toFixed(2)})`;
  return ['Both legs of a search within a permission filter, by chunks (logarithmic)', ...bars, summary].join('\n');
}
