import { CfnOutput } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../config';
import { StageStack } from '../stage-stack';
import { AlertTopic, publishersIn } from './alerts';
import { ApiGatewayLogging } from './api-gateway-logging';
import { AuditStream } from './audit-stream';
import type { Foundation, Network } from './foundation';
import { functionPolicy } from './function-policy';
import { PrivateNetwork } from './private-network';
import { PublicNames } from './public-names';
import { accessLogBucket } from './stage-bucket';
import { StageKey } from './stage-key';
import { ThrottleAlarm } from './throttle-alarm';

/** What every region of a stage has: key, alerts, audit stream and, by setting, a private network and public names. */
export class RegionStack extends StageStack implements Foundation {
  readonly key: kms.IKey;
  readonly alerts: sns.ITopic;
  readonly functionPolicy: iam.IManagedPolicy;
  readonly audit: AuditStream;
  readonly network?: Network;
  readonly publicNames?: PublicNames;

  constructor(
    scope: Construct,
    readonly settings: Settings,
    region: string,
  ) {
    super(scope, { settings, region, part: 'platform', description: 'Keys, alerts, audit stream and identity' });
    const publishers = publishersIn(region, settings);
    this.key = new StageKey(this, 'StageKey', settings, publishers).key;
    this.alerts = new AlertTopic(this, 'Alerts', {
      settings,
      key: this.key,
      displayName: `${settings.stage} alerts`,
      publishers,
    }).topic;
    const accessLogs = accessLogBucket(this, 'AccessLogs', settings);
    this.functionPolicy = functionPolicy(this, 'FunctionPolicy', settings.network.vpc);
    this.network = settings.network.vpc ? new PrivateNetwork(this, 'Network', settings, accessLogs) : undefined;
    this.audit = new AuditStream(this, 'Audit', { settings, key: this.key, accessLogs, alerts: this.alerts });
    if (settings.alarms.throttles === 'region') new ThrottleAlarm(this, 'Throttles', this.alerts);
    if (settings.apiGateway.accountLogging) new ApiGatewayLogging(this, 'ApiGatewayLogging');
    if (settings.domain) this.publicNames = new PublicNames(this, 'PublicNames', settings.domain, this.alerts);
    new CfnOutput(this, 'AlertsTopicArn', { value: this.alerts.topicArn });
  }

  publishRest(stage: apigateway.Stage): string {
    const host = this.apiHost(stage.restApi.restApiId);
    return this.publicNames?.publishRest(stage, host) ?? host;
  }

  publishWebSocket(stage: apigatewayv2.WebSocketStage): string {
    return this.publicNames?.publishWebSocket(stage) ?? this.apiHost(stage.api.apiId);
  }

  private apiHost(apiId: string): string {
    return `${apiId}.execute-api.${this.region}.amazonaws.com`;
  }
}
