import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import type { FraudApi } from './fraud-api';
import type { FraudContext } from './fraud-context';

const period = Duration.minutes(5);
const perRow = 24;

/** What the decide function counts of what it did without; see `ScoringEvent`. */
const reasons = ['EndpointLate', 'EndpointFailed', 'EndpointCircuitOpen', 'ModelUnread', 'LineupLate', 'ShadowFailed'];

/** Alarms and graphs of what somebody who pays would notice; each function has its own besides. */
export class FraudMonitoring extends Construct {
  private readonly failures: cloudwatch.IMetric;
  private readonly degraded: cloudwatch.IMetric;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: FraudContext,
    rest: FraudApi,
  ) {
    super(scope, id);
    this.failures = percent('REST 5xx', 'errors', rest.api.metricServerError({ period, statistic: 'Average' }));
    this.degraded = percent('degraded', 'degraded', this.measured('Degraded', 'Average', 'degraded'));
    this.addAlarms();
  }

  /** First row of the design's dashboard. */
  get widgets(): readonly cloudwatch.IWidget[] {
    const share = (name: string) =>
      percent(name.toLowerCase(), name.toLowerCase(), this.measured(name, 'Average', name));
    const graphs = Object.entries({
      'Decision (ms)': ['p50', 'p95', 'p99'].map((statistic) => this.measured('DecisionTime', statistic, statistic)),
      'Decisions (%)': [share('Approve'), share('Review'), share('Decline')],
      'Failures and degraded (%)': [this.failures, this.degraded],
      'Degraded by reason': reasons.map((reason) => this.measured(reason, 'Sum', reason)),
    });
    return graphs.map(([title, left]) => new cloudwatch.GraphWidget({ title, left, width: perRow / graphs.length }));
  }

  /** What the handlers of this stage measure themselves, written into their logs and read from there. */
  private measured(metricName: string, statistic: string, label: string): cloudwatch.Metric {
    const dimensionsMap = { service: 'fraud', stage: this.context.platform.settings.stage };
    return new cloudwatch.Metric({ namespace: 'Blueprint/Fraud', metricName, dimensionsMap, statistic, period, label });
  }

  private addAlarms(): void {
    const { platform, settings } = this.context;
    const { p99Ms, degradedPercent } = settings.alarms;
    const alarm = (id: string, metric: cloudwatch.IMetric, threshold: number, description: string, periods = 1) =>
      new AlertAlarm(this, id, {
        alerts: platform.alerts,
        metric,
        threshold,
        description,
        evaluationPeriods: periods,
      });
    alarm(
      'RestErrors',
      this.failures,
      1,
      'The fraud API answers 1 % or more with 5xx, and payments wait: see its access log, then the log of decide.',
    );
    alarm(
      'SlowDecisions',
      this.measured('DecisionTime', 'p99', 'p99'),
      p99Ms,
      `Decisions are slow: p99 is over ${p99Ms} ms. Server-Timing of an answer says which stage takes the time.`,
      3,
    );
    alarm(
      'Degraded',
      this.degraded,
      degradedPercent,
      `Of decisions ${degradedPercent} % or more are made without the model that belongs to them, or not where it belongs: the dashboard says for which reason, and the log of decide why.`,
      3,
    );
  }
}

/** @param id tells the metric apart from others of the same graph */
const percent = (label: string, id: string, share: cloudwatch.IMetric) =>
  new cloudwatch.MathExpression({ expression: `100 * ${id}`, usingMetrics: { [id]: share }, label, period });
