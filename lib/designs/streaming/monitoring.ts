import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  DesignMonitoring,
  graphRow,
  percent,
  monitoringPeriod as period,
} from '../../constructs/dashboard/design-monitoring';
import type { StreamEventSource } from '../../constructs/event-source/stream-event-source';
import type { StreamingApi } from './streaming-api';
import type { StreamingContext } from './streaming-context';

/** Alarms and graphs of what senders and readers would notice; each function and event source has its own besides. */
export class StreamingMonitoring extends DesignMonitoring {
  private readonly failures: cloudwatch.IMetric;
  private readonly parked: cloudwatch.Metric;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: StreamingContext,
    rest: StreamingApi,
    private readonly counting: StreamEventSource,
  ) {
    super(scope, id, { design: 'streaming', stage: context.platform.settings.stage, alerts: context.platform.alerts });
    this.failures = percent('REST 5xx', 'errors', {
      errors: rest.api.metricServerError({ period, statistic: 'Average' }),
    });
    this.parked = this.measured('Parked', 'Sum', 'parked');
    this.addAlarms();
  }

  get widgets(): readonly cloudwatch.IWidget[] {
    const sum = (name: string) => this.measured(name, 'Sum', name.toLowerCase());
    return graphRow({
      Events: [sum('Accepted'), sum('Refused'), sum('Unavailable'), sum('Counted'), sum('Duplicates'), sum('Late')],
      Items: [sum('Approved'), sum('Rejected'), sum('Held'), sum('TiersUnavailable')],
      'Age of events when they are counted (ms)': [this.counting.metricLag({ period, label: 'age' })],
      'Failures (%), and parked': [this.failures, this.parked],
    });
  }

  private addAlarms(): void {
    const { parked } = this.context.settings.alarms;
    this.alarm(
      'RestErrors',
      this.failures,
      1,
      'The streaming API answers 1 % or more with 5xx, and senders wait: see its access log, then the log of ingest.',
    );
    this.alarm(
      'Parked',
      this.parked,
      parked,
      `${parked} records or more were parked in five minutes: \`npm run parked\` says why, and puts them back.`,
    );
  }
}
