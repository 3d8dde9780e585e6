import { lineChart } from '../chart/line-chart';
import type { Latency } from './latencies';

interface Run {
  readonly multiple: number;
  readonly latencies: readonly Latency[];
}

/** p95 of each way against load, as SVG; latency on a logarithmic axis. */
export function latencyChart(runs: readonly Run[]): string {
  const points = runs.flatMap(({ multiple, latencies }) =>
    latencies.flatMap(({ design, way, times }) =>
      times
        .slice(-1)
        .filter(({ p95 }) => Number.isFinite(p95.value))
        .map(({ mark, p95 }) => ({
          name: `${design}: ${way}${mark === 'done' ? '' : `, ${mark}`}`,
          point: { x: multiple, y: p95.value },
        })),
    ),
  );
  return `${lineChart({
    title: '95th percentile of latency against load',
    xLabel: 'multiples of the peak of a cell',
    yLabel: 'ms',
    xTicks: runs.map(({ multiple }) => multiple),
    namesWidth: 340,
    series: [...Map.groupBy(points, ({ name }) => name)].map(([name, own]) => ({
      name,
      points: own.map(({ point }) => point),
    })),
  })}\n`;
}
