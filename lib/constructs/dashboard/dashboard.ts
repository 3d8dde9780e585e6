import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { BlueprintFunction } from '../function/function';
import type { QueuePair } from '../queue-pair/queue-pair';

const period = Duration.minutes(5);
const half = 12;

export interface DesignDashboardProps {
  /** Name in the list of dashboards, unique in the account and region: the stack's own name is. */
  readonly name: string;
  /** What a user of the design notices, above everything else. */
  readonly widgets: readonly cloudwatch.IWidget[];
  /** By the name that a reader knows them by. */
  readonly functions: Readonly<Record<string, BlueprintFunction>>;
  /** @default - no queue */
  readonly queues?: Readonly<Record<string, QueuePair>>;
}

/** One page for a design: first what its users notice, then its functions and queues. */
export class DesignDashboard extends Construct {
  readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: DesignDashboardProps) {
    super(scope, id);
    const functions = Object.entries(props.functions);
    const queues = Object.entries(props.queues ?? {});
    const overFunctions = (title: string, metric: (fn: BlueprintFunction, label: string) => cloudwatch.IMetric) =>
      graph(
        title,
        functions.map(([label, fn]) => metric(fn, label)),
      );
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: props.name,
      defaultInterval: Duration.hours(3),
    });
    this.dashboard.addWidgets(...props.widgets);
    this.dashboard.addWidgets(
      overFunctions('Invocations', (fn, label) => fn.function.metricInvocations({ period, label })),
      overFunctions('Duration p99', (fn, label) => fn.metricDuration({ period, label, statistic: 'p99' })),
    );
    this.dashboard.addWidgets(
      overFunctions('Errors', (fn, label) => fn.metricErrors({ period, label })),
      overFunctions('Throttles', (fn, label) => fn.metricThrottles({ period, label })),
    );
    if (queues.length === 0) return;
    this.dashboard.addWidgets(
      graph(
        'Age of the oldest message (s)',
        queues.map(([label, queue]) => queue.metricAgeOfOldestMessage({ label })),
      ),
      graph(
        'Dead letters',
        queues.map(([label, queue]) => queue.metricDeadLetters({ label })),
      ),
    );
  }
}

function graph(title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: half });
}
