import { at, list, type Resource, values } from '../model/resource';
import { textOf } from '../model/text';
import { markdownTable } from './markdown';
import { named, resourcesOf, type Subject } from './subject';

const signs: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '≥',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** Alarms: what they watch, from when on they ring and where. Those that differ in what they watch alone share a row. */
export function alarms(subject: Subject): string {
  const described = resourcesOf(subject, 'AWS::CloudWatch::Alarm').map((alarm) => ({
    watched: watchedBy(alarm, subject),
    rule: [metricOf(alarm), conditionOf(alarm), targetsOf(alarm, subject)],
  }));
  const rows = [...Map.groupBy(described, ({ rule }) => rule.join('|')).values()].map((group) => {
    const watched = [...new Set(group.map((each) => each.watched))].filter((each) => each !== '');
    return [...(group[0]?.rule.slice(0, 2) ?? []), String(group.length), watched.join(', '), group[0]?.rule[2] ?? ''];
  });
  return markdownTable(['metric', 'rings when', 'alarms', 'of', 'tells'], rows);
}

function metricOf({ properties }: Resource): string {
  if (typeof properties.MetricName === 'string') {
    return `${textOf(properties.Namespace)} \`${properties.MetricName}\` (${textOf(properties.Statistic ?? properties.ExtendedStatistic)})`;
  }
  const shown = list(properties.Metrics).find((metric) => at(metric, 'ReturnData') !== false);
  const inside = list(properties.Metrics)
    .flatMap((metric) => list(at(metric, 'MetricStat', 'Metric', 'MetricName')))
    .map(textOf);
  return `${textOf(at(shown, 'Label')) || 'expression'} of ${[...new Set(inside)].map((name) => `\`${name}\``).join(', ')}`;
}

function conditionOf({ properties }: Resource): string {
  const { ComparisonOperator, Threshold, EvaluationPeriods, DatapointsToAlarm, Period, Metrics } = properties;
  const seconds = Number(
    Period ??
      list(Metrics)
        .map((metric) => at(metric, 'MetricStat', 'Period'))
        .find((each) => each !== undefined) ??
      60,
  );
  const sign = signs[textOf(ComparisonOperator)] ?? textOf(ComparisonOperator);
  const of = Number(EvaluationPeriods ?? 1);
  const times = of === 1 ? '' : `, ${Number(DatapointsToAlarm ?? of)} of ${of} times`;
  return `${sign} ${textOf(Threshold) || 'its band'} in ${seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`}${times}`;
}

function watchedBy(alarm: Resource, { facts, part }: Subject): string {
  const { Dimensions, Metrics } = alarm.properties;
  const found = facts.owners.targets(alarm, [Dimensions, Metrics]);
  return found.length > 0
    ? found.map((resource) => named(resource, part)).join(' and ')
    : list(Dimensions)
        .map((each) => textOf(values(each).Value))
        .filter((text) => text !== '<reference>')
        .join(' ');
}

const targetsOf = (alarm: Resource, { facts, part }: Subject): string =>
  facts.owners
    .targets(alarm, alarm.properties.AlarmActions)
    .map((topic) => named(topic, part))
    .join(', ') || 'nobody';

/** Budgets that watch a part: its own, and those of others whose filter names its tag. */
export function budgets({ facts, part, scope }: Subject): string {
  const watching = facts.model
    .ofType('AWS::Budgets::Budget')
    .filter(
      (budget) => scope.includes(budget) && (watchesPart(budget, part) || (budget.part === part && !filterOf(budget))),
    );
  const rows = watching.flatMap((budget) =>
    list(budget.properties.NotificationsWithSubscribers).map((each) => {
      const { NotificationType, Threshold } = values(at(each, 'Notification'));
      const told = facts.owners.targets(budget, at(each, 'Subscribers')).map((topic) => named(topic, part));
      const limit = at(budget.properties, 'Budget', 'BudgetLimit');
      return [
        textOf(at(budget.properties, 'Budget', 'BudgetName')),
        `${textOf(at(limit, 'Amount'))} ${textOf(at(limit, 'Unit'))} a month`,
        `${textOf(NotificationType).toLowerCase()} > ${textOf(Threshold)} %`,
        told.join(', '),
      ];
    }),
  );
  return markdownTable(['budget', 'limit', 'tells when', 'whom'], rows);
}

const filterOf = ({ properties }: Resource): string =>
  JSON.stringify(at(properties, 'Budget', 'CostFilters') ?? '').replace('""', '');

const watchesPart = (budget: Resource, part: string): boolean => new RegExp(`[$-]${part}"`).test(filterOf(budget));
