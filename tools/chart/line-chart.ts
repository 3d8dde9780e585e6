import { escaped } from '../markup/escaped';

/** A line through points. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Places of an axis that is even from nothing to the last of them. @default - by powers of ten, as the other axis is */
  readonly xTicks?: readonly number[];
  /** Room for the names of lines. @default 150 */
  readonly namesWidth?: number;
}

const HEIGHT = 420;
/** Where lines end, and names begin. */
const RIGHT = 610;
const MARGIN = { left: 84, top: 44, bottom: 56 };
/** Told apart by people who see colours differently, too. @see Okabe and Ito, Color Universal Design */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000', '#777777'];

/** The chart as an SVG element; points that are not above zero have no place on it. */
export function lineChart({ title, xLabel, yLabel, series, xTicks, namesWidth = 150 }: LineChart): string {
  const width = RIGHT + namesWidth;
  const shown = series
    .map(({ name, points }) => ({ name, points: points.filter(({ x, y }) => x > 0 && y > 0) }))
    .filter(({ points }) => points.length > 0);
  const all = shown.flatMap(({ points }) => points);
  const x = xTicks
    ? evenAxis(xTicks, MARGIN.left, RIGHT)
    : axis(
        all.map((point) => point.x),
        MARGIN.left,
        RIGHT,
      );
  const y = axis(
    all.map((point) => point.y),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const lines = apart(shown.map(({ points }) => y.at(points.at(-1)?.y ?? 1)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${MARGIN.left}" y="24" font-size="16" font-weight="600">${escaped(title)}</text>`,
    ...x.ticks.map((tick) => vertical(x.at(tick), power(tick))),
    ...y.ticks.map((tick) => horizontal(y.at(tick), power(tick))),
    `<text x="${(MARGIN.left + RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle">${escaped(xLabel)}</text>`,
    `<text transform="translate(18 ${(HEIGHT - MARGIN.bottom + MARGIN.top) / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
    ...shown.flatMap(({ name, points }, index) => {
      const colour = colours[index % colours.length];
      const path = points.map((point) => `${round(x.at(point.x))},${round(y.at(point.y))}`);
      return [
        `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...path.map(
          (place) => `<circle cx="${place.split(',')[0]}" cy="${place.split(',')[1]}" r="3" fill="${colour}"/>`,
        ),
        `<text x="${RIGHT + 10}" y="${round((lines[index] ?? 0) + 4)}" fill="${colour}">${escaped(name)}</text>`,
      ];
    }),
    '</svg>',
  ].join('\n');
}

/** From value to place, by powers of ten. */
function axis(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values, 1e12)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 1e-12)) - 1e-9));
  const step = Math.max(1, Math.ceil((high - low) / 8));
  const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => 10 ** (low + index * step));
  return { ticks, at: (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from) };
}

const evenAxis = (ticks: readonly number[], from: number, to: number) => ({
  ticks,
  at: (value: number) => from + (value / Math.max(...ticks)) * (to - from),
});

/** Names beside the ends of lines, moved so that none lies on another. */
function apart(places: readonly number[]): number[] {
  const least = 16;
  const moved = [...places];
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, place] of [...places.entries()].sort(([, a], [, b]) => a - b)) {
    last = Math.max(place, last + least);
    moved[index] = last;
  }
  return moved;
}

const vertical = (x: number, label: string) =>
  `<line x1="${round(x)}" x2="${round(x)}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}" stroke="#e5e5e5"/>` +
  `<text x="${round(x)}" y="${HEIGHT - MARGIN.bottom + 20}" text-anchor="middle" fill="#444">${label}</text>`;

const horizontal = (y: number, label: string) =>
  `<line x1="${MARGIN.left}" x2="${RIGHT}" y1="${round(y)}" y2="${round(y)}" stroke="#e5e5e5"/>` +
  `<text x="${MARGIN.left - 8}" y="${round(y + 4)}" text-anchor="end" fill="#444">${label}</text>`;

const units = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

function power(value: number): string {
  if (value < 0.01) return value.toExponential(0);
  const [size, letter] = units.find(([least]) => value >= least) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))}${letter}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
