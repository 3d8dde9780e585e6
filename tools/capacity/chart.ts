import type { Latency } from './latencies';

interface Curve {
  readonly name: string;
  /** Multiple of the load, and p95 in milliseconds. */
  readonly points: readonly (readonly [number, number])[];
}

const WIDTH = 860;
const HEIGHT = 460;
const LEFT = 70;
const RIGHT = 300;
const TOP = 40;
const BOTTOM = 50;
/** Told apart without colour vision: Okabe and Ito. */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000', '#999999'];

/** p95 of each way against load, as SVG; latency on a logarithmic axis. */
export function latencyChart(
  runs: readonly { readonly multiple: number; readonly latencies: readonly Latency[] }[],
): string {
  const curves = curvesOf(runs);
  const values = curves.flatMap(({ points }) => points.map(([, ms]) => ms));
  const most = Math.max(0.1, ...runs.map(({ multiple }) => multiple));
  const [low, high] = [
    10 ** Math.floor(Math.log10(Math.min(...values))),
    10 ** Math.ceil(Math.log10(Math.max(...values))),
  ];
  const x = (multiple: number) => LEFT + (multiple / most) * (WIDTH - LEFT - RIGHT);
  const y = (ms: number) => HEIGHT - BOTTOM - (Math.log(ms / low) / Math.log(high / low)) * (HEIGHT - TOP - BOTTOM);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    '<title>95th percentile of latency against load</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 22, '95th percentile (ms), by multiples of the peak of a cell', 'start', 14),
    ...decades(low, high).flatMap((ms) => [
      line(LEFT, y(ms), WIDTH - RIGHT, y(ms)),
      text(LEFT - 8, y(ms) + 4, String(ms), 'end'),
    ]),
    ...runs.map(({ multiple }) => text(x(multiple), HEIGHT - BOTTOM + 18, String(multiple), 'middle')),
    ...curves.flatMap(({ name, points }, index) => {
      const colour = colours[index % colours.length];
      const path = points.map(([multiple, ms]) => `${x(multiple).toFixed(1)},${y(ms).toFixed(1)}`).join(' ');
      const at = TOP + 16 + index * 22;
      return [
        `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        `<line x1="${WIDTH - RIGHT + 14}" y1="${at}" x2="${WIDTH - RIGHT + 34}" y2="${at}" stroke="${colour}" stroke-width="3"/>`,
        text(WIDTH - RIGHT + 40, at + 4, name, 'start'),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

function curvesOf(runs: readonly { readonly multiple: number; readonly latencies: readonly Latency[] }[]): Curve[] {
  const points = runs.flatMap(({ multiple, latencies }) =>
    latencies.flatMap(({ design, way, times }) =>
      times.slice(-1).map(({ mark, p95 }) => ({
        name: `${design}: ${way}${mark === 'done' ? '' : `, ${mark}`}`,
        point: [multiple, p95.value] as const,
      })),
    ),
  );
  const drawn = points.filter(({ point: [, ms] }) => Number.isFinite(ms) && ms > 0);
  const names = [...new Set(drawn.map(({ name }) => name))];
  return names.map((name) => ({ name, points: drawn.filter((each) => each.name === name).map(({ point }) => point) }));
}

function decades(low: number, high: number): number[] {
  const count = Math.round(Math.log10(high / low));
  return Array.from({ length: count + 1 }, (_, power) => low * 10 ** power);
}

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1}" y1="${y1.toFixed(1)}" x2="${x2}" y2="${y2.toFixed(1)}" stroke="#ddd"/>`;

const text = (x: number, y: number, content: string, anchor: string, size = 12): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}" fill="#222">${escaped(content)}</text>`;

const escaped = (content: string): string =>
  content.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
