import type { CostedResource } from '../costed-assembly';
import { byUse, type Charge, type Idle, listOf, numberOf, plural, type Service, within } from './service';

/** Periods below this are of high resolution. */
const STANDARD_SECONDS = 60;
/** An alarm on anomalies is billed for the metric and the two bounds of its band. */
const BAND_METRICS = 3;

/** An alarm is billed by the metrics that it reads, whatever it computes from them. */
const alarm: Idle = (resource) => {
  const queries = listOf(resource.get('Metrics'));
  const read = queries.filter((query) => within(query, 'MetricStat') !== undefined);
  const asked = queries.filter((query) => /^\s*SELECT\b/i.test(String(within(query, 'Expression') ?? '')));
  const count = Math.max(1, read.length + asked.length);
  const metrics = hasBand(queries) ? count * BAND_METRICS : count;
  return [
    {
      price: shortestPeriod(resource, read) < STANDARD_SECONDS ? 'cloudwatch.alarmHighResolution' : 'cloudwatch.alarm',
      quantity: metrics,
      what: `alarm on ${plural(metrics, 'metric')}`,
      ...(asked.length > 0
        ? { estimate: 'a query is billed by every metric that it looks at; one each is counted' }
        : {}),
    },
  ];
};

const hasBand = (queries: readonly unknown[]) =>
  queries.some((query) => String(within(query, 'Expression') ?? '').includes('ANOMALY_DETECTION_BAND'));

const shortestPeriod = (resource: CostedResource, read: readonly unknown[]): number =>
  Math.min(
    numberOf(resource.get('Period'), STANDARD_SECONDS),
    ...read.map((query) => numberOf(within(query, 'MetricStat', 'Period'), STANDARD_SECONDS)),
  );

/** The first three dashboards of an account are free where they show at most fifty metrics. */
const FREE_METRICS = 50;

const dashboard: Idle = (resource) => {
  const metrics = metricsShown(String(resource.get('DashboardBody') ?? ''));
  const charge: Charge = {
    price: 'cloudwatch.dashboard',
    quantity: 1,
    what: `dashboard of ${plural(metrics, 'metric')}`,
  };
  return [{ ...charge, counted: metrics <= FREE_METRICS }];
};

function metricsShown(body: string): number {
  const widgets = listOf(within(JSON.parse(body || '{}'), 'widgets'));
  return widgets
    .flatMap((widget) => listOf(within(widget, 'properties', 'metrics')))
    .filter((metric) => typeof within(metric, '0') === 'string').length;
}

export const cloudwatch: Service = {
  name: 'Amazon CloudWatch',
  types: {
    'AWS::CloudWatch::Alarm': alarm,
    'AWS::CloudWatch::CompositeAlarm': () => [
      { price: 'cloudwatch.compositeAlarm', quantity: 1, what: 'composite alarm' },
    ],
    'AWS::CloudWatch::Dashboard': dashboard,
    'AWS::Logs::LogGroup': byUse,
    'AWS::Logs::MetricFilter': byUse,
  },
};
