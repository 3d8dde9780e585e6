import AreaChart from '@cloudscape-design/components/area-chart';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import LineChart from '@cloudscape-design/components/line-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { LiveClient } from '../client/live-client';
import { durationOf, lastMinute, type Rate, sumsOf } from '../client/live-views';
import { timeOf } from '../client/times';
import { useNow } from '../use-now';
import { dataOf, type Seen, useTopic } from './use-live';

const HEIGHT = 140;
/** A view shows a second when that is over, and comes a second later. */
const BEHIND_MS = 2_000;

/** The service's time: what a view said, and as long as it is here. */
function serverTime(seen: Seen | undefined, now: number): number {
  if (!seen || !('view' in seen.watched)) return now;
  return Date.parse(seen.watched.view.at) + Math.max(0, now - seen.seenAt);
}

/** How many events are counted, late and parked, and how long they waited: second by second. */
export function Throughput({ live }: { readonly live: LiveClient }) {
  const seen = useTopic(live, 'throughput');
  const now = useNow();
  const data = dataOf<{ readonly seconds: readonly Rate[] }>(seen);
  const minute = lastMinute(data?.seconds ?? [], serverTime(seen, now) - BEHIND_MS);
  const { counted, late, parked, perSecond, longestMs } = sumsOf(minute);
  return (
    <Container header={<Header variant="h2">Events, the last minute</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Counted', value: <Box variant="awsui-value-large">{counted.toLocaleString('en')}</Box> },
            { label: 'A second', value: <Box variant="awsui-value-large">{perSecond.toFixed(1)}</Box> },
            { label: 'Late · parked', value: <Box variant="awsui-value-large">{`${late} · ${parked}`}</Box> },
            {
              label: 'Longest wait to be read',
              value: <Box variant="awsui-value-large">{longestMs === undefined ? '–' : durationOf(longestMs)}</Box>,
            },
          ]}
        />
        <Charts minute={minute} />
      </SpaceBetween>
    </Container>
  );
}

function Charts({ minute }: { readonly minute: readonly Rate[] }) {
  const [first, last] = [minute[0]?.at ?? 0, minute.at(-1)?.at ?? 1];
  const shared = {
    ...{ height: HEIGHT, hideFilter: true, xScaleType: 'linear' as const, xDomain: [first, last] as [number, number] },
    ...{ xTickFormatter: (at: number) => timeOf(1000 * at), xTitle: 'Time' },
  };
  const series = (title: string, of: (rate: Rate) => number) => ({
    title,
    data: minute.map((rate) => ({ x: rate.at, y: of(rate) })),
  });
  const most = Math.max(2, ...minute.map(({ counted, parked }) => counted + parked));
  const longest = Math.max(10, ...minute.map(({ ageMs }) => ageMs));
  return (
    <div className="halves">
      <AreaChart
        {...shared}
        ariaLabel="Events a second"
        yTitle="Events a second"
        yDomain={[0, most]}
        series={[
          { type: 'area', ...series('On time', ({ counted, late }) => counted - Math.min(late, counted)) },
          { type: 'area', ...series('Late', ({ counted, late }) => Math.min(late, counted)) },
          { type: 'area', ...series('Parked', ({ parked }) => parked) },
        ]}
      />
      <LineChart
        {...shared}
        ariaLabel="Longest wait"
        yTitle="Longest wait to be read"
        yDomain={[0, longest]}
        yTickFormatter={durationOf}
        series={[{ type: 'line', ...series('Longest wait', ({ ageMs }) => ageMs) }]}
      />
    </div>
  );
}
