import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertAlarm } from '../alarm/alarm';

/** Over which alarms and graphs of a design look. */
export const monitoringPeriod = Duration.minutes(5);

const columns = 24;

export interface DesignMonitoringProps {
  readonly design: string;
  readonly stage: string;
  readonly alerts: sns.ITopic;
}

/** Base of what watches a design from where its users stand; each function and queue has its own alarms besides. */
export abstract class DesignMonitoring extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly design: DesignMonitoringProps,
  ) {
    super(scope, id);
  }

  /** First row of the design's dashboard. Every metric more costs: see the README's section on cost. */
  abstract get widgets(): readonly cloudwatch.IWidget[];

  /** What the handlers of this stage measure themselves, written into their logs and read from there. */
  protected measured(metricName: string, statistic: string, label: string): cloudwatch.Metric {
    const { design, stage } = this.design;
    return new cloudwatch.Metric({
      namespace: `Blueprint/${design.charAt(0).toUpperCase()}${design.slice(1)}`,
      metricName,
      dimensionsMap: { service: design, stage },
      statistic,
      period: monitoringPeriod,
      label,
    });
  }

  /** @param description what is wrong when it rings, and what to look at first */
  protected alarm(
    id: string,
    metric: cloudwatch.IMetric,
    threshold: number,
    description: string,
    evaluationPeriods = 1,
  ): AlertAlarm {
    return new AlertAlarm(this, id, { alerts: this.design.alerts, metric, threshold, description, evaluationPeriods });
  }
}

/**
 * Rates, so that the same limit holds for ten requests a day and for ten million; without traffic there is none.
 *
 * @param expression of the metrics' names, such as `errors / frames`
 */
export const percent = (
  label: string,
  expression: string,
  usingMetrics: Readonly<Record<string, cloudwatch.IMetric>>,
) =>
  new cloudwatch.MathExpression({
    expression: `100 * ${expression}`,
    usingMetrics: { ...usingMetrics },
    label,
    period: monitoringPeriod,
  });

/** Graphs beside one another, by their titles. */
export function graphRow(graphs: Readonly<Record<string, readonly cloudwatch.IMetric[]>>): cloudwatch.IWidget[] {
  const all = Object.entries(graphs);
  return all.map(
    ([title, left]) => new cloudwatch.GraphWidget({ title, left: [...left], width: columns / all.length }),
  );
}
