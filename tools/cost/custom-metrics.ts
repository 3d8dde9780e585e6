import type { Scenario } from '../scenario';
import type { Use } from './bill';
import type { CostedAssembly, CostedResource } from './costed-assembly';
import { listOf, within } from './services/service';

/**
 * Metrics of an application's own cost by the month as soon as they are written. Those that alarms and dashboards name are counted, once a
 * region; there may be more that nothing looks at.
 */
export function customMetrics({ resources }: CostedAssembly, { designs }: Scenario): Use[] {
  const inUse = Object.entries(designs).flatMap(([name, { unitsADay }]) => (unitsADay > 0 ? [name] : []));
  const named = resources.filter(({ design }) => inUse.includes(design)).flatMap(metricsOf);
  const groups = Map.groupBy(named, ({ design, region }) => `${design} ${region}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const quantity = new Set(group.map(({ metric }) => metric)).size;
    if (!first) return [];
    const { design, region } = first;
    return [
      { design, region, service: 'Amazon CloudWatch', driver: 'customMetrics', price: 'cloudwatch.metric', quantity },
    ];
  });
}

interface Named {
  readonly design: string;
  readonly region: string;
  readonly metric: string;
}

function metricsOf(resource: CostedResource): Named[] {
  const { design, region, type } = resource;
  const found =
    type === 'AWS::CloudWatch::Alarm'
      ? ofAlarm(resource)
      : type === 'AWS::CloudWatch::Dashboard'
        ? ofDashboard(resource)
        : [];
  return found
    .filter(([namespace]) => namespace !== undefined && !String(namespace).startsWith('AWS/'))
    .map((parts) => ({ design, region, metric: JSON.stringify(parts) }));
}

const ofAlarm = (alarm: CostedResource) => [
  [alarm.get('Namespace'), alarm.get('MetricName'), ...dimensionsOf(alarm.get('Dimensions'))],
  ...listOf(alarm.get('Metrics')).map((query) => {
    const metric = within(query, 'MetricStat', 'Metric');
    return [within(metric, 'Namespace'), within(metric, 'MetricName'), ...dimensionsOf(within(metric, 'Dimensions'))];
  }),
];

const dimensionsOf = (list: unknown) => listOf(list).flatMap((each) => [within(each, 'Name'), within(each, 'Value')]);

function ofDashboard(dashboard: CostedResource): (readonly unknown[])[] {
  const widgets = listOf(within(JSON.parse(String(dashboard.get('DashboardBody') ?? '{}')), 'widgets'));
  return widgets
    .flatMap((widget) => listOf(within(widget, 'properties', 'metrics')))
    .map((metric) => listOf(metric).filter((part) => typeof part === 'string'))
    .map((parts) => (parts.length > 0 ? parts : [undefined]));
}
