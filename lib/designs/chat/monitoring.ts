import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import type { RegionPlatform } from '../../platform/platform';
import type { ChatSettings } from './settings';
import type { SocketApi } from './socket-api';

export interface ChatMonitoringProps {
  readonly platform: RegionPlatform;
  readonly settings: ChatSettings;
  readonly rest: apigateway.RestApi;
  readonly socket: SocketApi;
}

const period = Duration.minutes(5);
const perRow = 24;

/** Rates, so that the same limit holds for ten messages a day and for ten million; without traffic there is none. */
const percent = (label: string, expression: string, usingMetrics: Record<string, cloudwatch.IMetric>) =>
  new cloudwatch.MathExpression({ expression: `100 * ${expression}`, usingMetrics, label, period });

/** Alarms and graphs of what a user would notice; each function and queue has its own alarms besides. */
export class ChatMonitoring extends Construct {
  private readonly failedAnswers: cloudwatch.IMetric;
  private readonly restErrors: cloudwatch.IMetric;
  private readonly socketErrors: cloudwatch.IMetric;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ChatMonitoringProps,
  ) {
    super(scope, id);
    this.failedAnswers = percent('failed answers', 'failed', {
      failed: this.measured('AnswersFailed', 'Average', 'failed'),
    });
    this.restErrors = percent('REST 5xx', 'errors', {
      errors: props.rest.metricServerError({ period, statistic: 'Average', label: 'errors' }),
    });
    // A function that fails, and an API that cannot call it or its authorizer.
    this.socketErrors = percent('WebSocket errors', '(integration + execution) / frames', {
      integration: this.socketMetric('IntegrationError', 'integration'),
      execution: this.socketMetric('ExecutionError', 'execution'),
      frames: this.socketMetric('MessageCount', 'frames'),
    });
    this.addAlarms();
  }

  /** First row of the design's dashboard. Every metric more costs: see the README's section on cost. */
  get widgets(): readonly cloudwatch.IWidget[] {
    const latency = this.props.rest.metricLatency({ period, statistic: 'p99', label: 'REST p99' });
    return widgetsInOneRow({
      'Time to first token (ms)': [this.firstToken('p50'), this.firstToken('p95'), this.firstToken('p99'), latency],
      Tokens: [this.measured('InputTokens', 'Sum', 'input'), this.measured('OutputTokens', 'Sum', 'output')],
      Traffic: [this.socketMetric('ConnectCount', 'connections'), this.socketMetric('MessageCount', 'frames')],
      'Failures (%)': [this.failedAnswers, this.restErrors, this.socketErrors],
    });
  }

  /** What the handlers of this stage measure themselves, written into their logs and read from there. */
  private measured(metricName: string, statistic: string, label: string): cloudwatch.Metric {
    const dimensionsMap = { service: 'chat', stage: this.props.platform.settings.stage };
    return new cloudwatch.Metric({ namespace: 'Blueprint/Chat', metricName, dimensionsMap, statistic, period, label });
  }

  private firstToken(percentile: string): cloudwatch.Metric {
    return this.measured('TimeToFirstToken', percentile, percentile);
  }

  private socketMetric(metricName: string, label: string): cloudwatch.Metric {
    return this.props.socket.stage.metric(metricName, { period, statistic: 'Sum', label });
  }

  private addAlarms(): void {
    const { platform, settings } = this.props;
    const alarm = (
      id: string,
      metric: cloudwatch.IMetric,
      threshold: number,
      description: string,
      evaluationPeriods = 1,
    ) => new AlertAlarm(this, id, { alerts: platform.alerts, metric, threshold, description, evaluationPeriods });
    alarm(
      'RestErrors',
      this.restErrors,
      1,
      'The REST API of chat answers 1 % or more with 5xx: see its access log, then the log of the function behind the path.',
    );
    alarm(
      'SocketErrors',
      this.socketErrors,
      1,
      'Of the frames on the WebSocket API of chat 1 % or more end in errors: see authorizerError and integrationError in its access log.',
    );
    alarm(
      'FailedAnswers',
      this.failedAnswers,
      2,
      'Of the answers 2 % or more fail: the model is down or throttles, or what the worker depends on is. The log of generate says which.',
    );
    alarm(
      'FirstToken',
      this.firstToken('p95'),
      settings.firstTokenAlarmMs,
      `Answers start late: p95 of the time to the first token is over ${settings.firstTokenAlarmMs} ms. See the age of the oldest message and the throttles of the models.`,
      3,
    );
  }
}

function widgetsInOneRow(graphs: Readonly<Record<string, cloudwatch.IMetric[]>>): cloudwatch.IWidget[] {
  const all = Object.entries(graphs);
  return all.map(([title, left]) => new cloudwatch.GraphWidget({ title, left, width: perRow / all.length }));
}
