import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  DesignMonitoring,
  graphRow,
  percent,
  monitoringPeriod as period,
} from '../../constructs/dashboard/design-monitoring';
import type { FraudApi } from './fraud-api';
import type { FraudContext } from './fraud-context';

/** What the decide function counts of what it did without; see `ScoringEvent`. */
const reasons = ['EndpointLate', 'EndpointFailed', 'EndpointCircuitOpen', 'ModelUnread', 'LineupLate', 'ShadowFailed'];

/** Alarms and graphs of what somebody who pays would notice; each function has its own besides. */
export class FraudMonitoring extends DesignMonitoring {
  private readonly failures: cloudwatch.IMetric;
  private readonly degraded: cloudwatch.IMetric;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: FraudContext,
    rest: FraudApi,
  ) {
    super(scope, id, { design: 'fraud', stage: context.platform.settings.stage, alerts: context.platform.alerts });
    this.failures = percent('REST 5xx', 'errors', {
      errors: rest.api.metricServerError({ period, statistic: 'Average' }),
    });
    this.degraded = percent('degraded', 'degraded', { degraded: this.measured('Degraded', 'Average', 'degraded') });
    this.addAlarms();
  }

  get widgets(): readonly cloudwatch.IWidget[] {
    const share = (name: string) =>
      percent(name.toLowerCase(), name.toLowerCase(), { [name.toLowerCase()]: this.measured(name, 'Average', name) });
    return graphRow({
      'Decision (ms)': ['p50', 'p95', 'p99'].map((statistic) => this.measured('DecisionTime', statistic, statistic)),
      'Decisions (%)': [share('Approve'), share('Review'), share('Decline')],
      'Failures and degraded (%)': [this.failures, this.degraded],
      'Degraded by reason': reasons.map((reason) => this.measured(reason, 'Sum', reason)),
    });
  }

  private addAlarms(): void {
    const { settings } = this.context;
    const { p99Ms, degradedPercent } = settings.alarms;
    this.alarm(
      'RestErrors',
      this.failures,
      1,
      'The fraud API answers 1 % or more with 5xx, and payments wait: see its access log, then the log of decide.',
    );
    this.alarm(
      'SlowDecisions',
      this.measured('DecisionTime', 'p99', 'p99'),
      p99Ms,
      `Decisions are slow: p99 is over ${p99Ms} ms. Server-Timing of an answer says which stage takes the time.`,
      3,
    );
    this.alarm(
      'Degraded',
      this.degraded,
      degradedPercent,
      `Of decisions ${degradedPercent} % or more are made without the model that belongs to them, or not where it belongs: the dashboard says for which reason, and the log of decide why.`,
      3,
    );
  }
}
