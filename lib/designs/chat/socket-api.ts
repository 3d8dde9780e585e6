import { Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { removalPolicyOnceDeployed } from '../../platform/foundation';
import { type ChatContext, webSocketStageName } from './chat-context';

/** What is logged of each frame and connection. Never the query string: it may hold a one-time ticket. */
const accessLog = {
  requestId: '$context.requestId',
  connectionId: '$context.connectionId',
  eventType: '$context.eventType',
  routeKey: '$context.routeKey',
  status: '$context.status',
  sourceIp: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  principal: '$context.authorizer.principalId',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
  integrationLatencyMs: '$context.integrationLatency',
  time: '$context.requestTime',
};

/** The WebSocket API and its one stage, as yet without routes. */
export class SocketApi extends Construct {
  readonly api: apigateway.WebSocketApi;
  readonly stage: apigateway.WebSocketStage;

  constructor(scope: Construct, id: string, { platform, settings }: ChatContext) {
    super(scope, id);
    this.api = new apigateway.WebSocketApi(this, 'Api', {
      apiName: `${platform.settings.stage}-${webSocketStageName}`,
      description: 'Chat over WebSocket, subprotocol chat.v1',
      routeSelectionExpression: '$request.body.action',
    });
    const accessLogs = new logs.LogGroup(this, 'AccessLogs', {
      retention: platform.settings.logs.retentionDays,
      removalPolicy: removalPolicyOnceDeployed(platform.settings),
    });
    this.stage = new apigateway.WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: webSocketStageName,
      autoDeploy: true,
      throttle: { rateLimit: settings.throttle.perSecond, burstLimit: settings.throttle.burst },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    this.acknowledge();
  }

  /** Where a function that pushes frames reaches the connections of this stage. */
  get environment() {
    return { AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: this.stage.callbackUrl };
  }

  /** Lets a function push frames to connections of this stage. */
  grantPush(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:ManageConnections'],
      resourceArns: [this.api.arnForExecuteApiV2('POST/@connections/*', this.stage.stageName)],
    });
  }

  private acknowledge(): void {
    const stack = Stack.of(this);
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'A WebSocket API authorizes on $connect, which has an authorizer; the other routes use that connection.',
    });
    const api: { readonly Ref: string } = stack.resolve(this.api.apiId);
    const connections = `arn:aws:execute-api:${stack.region}:<AWS::AccountId>:<${api.Ref}>/${this.stage.stageName}/POST/@connections/*`;
    Validations.of(stack).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${connections}]`,
      reason: 'Connection ids are made when clients connect; the grant is for POST to connections of this one stage.',
    });
  }
}
