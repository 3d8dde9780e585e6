import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  DesignMonitoring,
  graphRow,
  percent,
  monitoringPeriod as period,
} from '../../constructs/dashboard/design-monitoring';
import type { SocketApi } from '../../constructs/socket-api/socket-api';
import { alarmOnSocketErrors } from '../../constructs/socket-api/socket-errors-alarm';
import type { RegionPlatform } from '../../platform/platform';
import type { ChatSettings } from './settings';

export interface ChatMonitoringProps {
  readonly platform: RegionPlatform;
  readonly settings: ChatSettings;
  readonly rest: apigateway.RestApi;
  readonly socket: SocketApi;
}

/** Alarms and graphs of what a user would notice; each function and queue has its own alarms besides. */
export class ChatMonitoring extends DesignMonitoring {
  private readonly failedAnswers: cloudwatch.IMetric;
  private readonly restErrors: cloudwatch.IMetric;
  private readonly socketErrors: cloudwatch.IMetric;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ChatMonitoringProps,
  ) {
    super(scope, id, { design: 'chat', stage: props.platform.settings.stage, alerts: props.platform.alerts });
    this.failedAnswers = percent('failed answers', 'failed', {
      failed: this.measured('AnswersFailed', 'Average', 'failed'),
    });
    this.restErrors = percent('REST 5xx', 'errors', {
      errors: props.rest.metricServerError({ period, statistic: 'Average', label: 'errors' }),
    });
    this.socketErrors = props.socket.metricErrorShare();
    this.addAlarms();
  }

  get widgets(): readonly cloudwatch.IWidget[] {
    const latency = this.props.rest.metricLatency({ period, statistic: 'p99', label: 'REST p99' });
    return graphRow({
      'Time to first token (ms)': [this.firstToken('p50'), this.firstToken('p95'), this.firstToken('p99'), latency],
      Tokens: [this.measured('InputTokens', 'Sum', 'input'), this.measured('OutputTokens', 'Sum', 'output')],
      Traffic: [
        this.props.socket.metric('ConnectCount', 'connections'),
        this.props.socket.metric('MessageCount', 'frames'),
      ],
      'Failures (%)': [this.failedAnswers, this.restErrors, this.socketErrors],
    });
  }

  private firstToken(percentile: string): cloudwatch.Metric {
    return this.measured('TimeToFirstToken', percentile, percentile);
  }

  private addAlarms(): void {
    const { platform, settings, socket } = this.props;
    this.alarm(
      'RestErrors',
      this.restErrors,
      1,
      'The REST API of chat answers 1 % or more with 5xx: see its access log, then the log of the function behind the path.',
    );
    alarmOnSocketErrors(this, platform, socket, 'chat');
    this.alarm(
      'FailedAnswers',
      this.failedAnswers,
      2,
      'Of the answers 2 % or more fail: the model is down or throttles, or what the worker depends on is. The log of generate says which.',
    );
    this.alarm(
      'FirstToken',
      this.firstToken('p95'),
      settings.firstTokenAlarmMs,
      `Answers start late: p95 of the time to the first token is over ${settings.firstTokenAlarmMs} ms. See the age of the oldest message and the throttles of the models.`,
      3,
    );
  }
}
