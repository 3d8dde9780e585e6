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

/** What the handlers measure themselves, written into the log and read from there. */
const measured = (metricName: string, statistic: string, label: string) =>
  new cloudwatch.Metric({
    namespace: 'Blueprint/Chat',
    metricName,
    dimensionsMap: { service: 'chat' },
    statistic,
    period,
    label,
  });

/** Alarms on what a user would notice; each function and queue has its own besides. */
export class ChatMonitoring extends Construct {
  readonly firstToken = {
    p50: measured('TimeToFirstToken', 'p50', 'p50'),
    p95: measured('TimeToFirstToken', 'p95', 'p95'),
    p99: measured('TimeToFirstToken', 'p99', 'p99'),
  };
  readonly tokens = {
    input: measured('InputTokens', 'Sum', 'input'),
    output: measured('OutputTokens', 'Sum', 'output'),
  };
  readonly failedAnswers = measured('AnswersFailed', 'Sum', 'failed answers');
  readonly restServerErrors: cloudwatch.Metric;
  readonly restLatency: cloudwatch.Metric;
  readonly socketErrors: cloudwatch.Metric;
  readonly socketMessages: cloudwatch.Metric;
  readonly socketConnections: cloudwatch.Metric;

  constructor(scope: Construct, id: string, { platform: { alerts }, settings, rest, socket }: ChatMonitoringProps) {
    super(scope, id);
    this.restServerErrors = rest.metricServerError({ period, statistic: 'Sum' });
    this.restLatency = rest.metricLatency({ period, statistic: 'p99', label: 'REST p99' });
    const ofSocket = (metricName: string) =>
      socket.stage.metric(metricName, { period, statistic: 'Sum', label: metricName });
    this.socketErrors = ofSocket('IntegrationError');
    this.socketMessages = ofSocket('MessageCount');
    this.socketConnections = ofSocket('ConnectCount');
    new AlertAlarm(this, 'RestServerErrors', {
      alerts,
      metric: this.restServerErrors,
      threshold: 5,
      description:
        'The REST API of chat answers with 5xx: see its access log and the log of the function behind the path.',
    });
    new AlertAlarm(this, 'SocketErrors', {
      alerts,
      metric: this.socketErrors,
      threshold: 5,
      description: 'Frames on the WebSocket API of chat end in errors: see integrationError in its access log.',
    });
    new AlertAlarm(this, 'FailedAnswers', {
      alerts,
      metric: this.failedAnswers,
      threshold: 5,
      description:
        'Answers fail: the model is down or throttles, or a dependency of the worker is. Its log says which.',
    });
    new AlertAlarm(this, 'FirstToken', {
      alerts,
      metric: this.firstToken.p95,
      threshold: settings.firstTokenAlarmMs,
      evaluationPeriods: 3,
      description: `Answers start late: p95 of the time to the first token is over ${settings.firstTokenAlarmMs} ms. See the age of the oldest message and the models' throttles.`,
    });
  }
}
