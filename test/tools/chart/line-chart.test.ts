import { lineChart } from '../../../tools/chart/line-chart';

it('draws lines by powers of ten, each with its name, and escapes what would be markup', () => {
  const points = [1, 10, 100].map((x) => ({ x, y: x * 5 }));
  const svg = lineChart({
    title: 'a < b',
    xLabel: 'x',
    yLabel: 'y',
    series: [
      { name: 'one & two', points },
      { name: 'none', points: [{ x: 1, y: 0 }] },
    ],
  });
  expect(svg).toContain('<title>a &lt; b</title>');
  expect(svg).toContain('one &amp; two');
  expect(svg.match(/<polyline/g)).toHaveLength(1);
  const [, path = ''] = /points="([^"]+)"/.exec(svg) ?? [];
  const places = path.split(' ').map((place) => place.split(',').map(Number));
  const [first, second, third] = places;
  expect((second?.[0] ?? 0) - (first?.[0] ?? 0)).toBeCloseTo((third?.[0] ?? 0) - (second?.[0] ?? 0), 0);
  expect((first?.[1] ?? 0) > (third?.[1] ?? 0)).toBe(true);
});

it('draws an axis that is even where its places are told, and leaves room for names', () => {
  const points = [0.25, 0.5, 1].map((x) => ({ x, y: 3 }));
  const svg = lineChart({
    ...{ title: 't', xLabel: 'x', yLabel: 'y', xTicks: [0, 0.5, 1], namesWidth: 300 },
    series: [{ name: 'one', points }],
  });
  expect(svg).toContain('viewBox="0 0 910 420"');
  const [, path = ''] = /points="([^"]+)"/.exec(svg) ?? [];
  const [first = 0, second = 0, third = 0] = path.split(' ').map((place) => Number(place.split(',')[0]));
  expect(third - second).toBeCloseTo(2 * (second - first), 0);
});
