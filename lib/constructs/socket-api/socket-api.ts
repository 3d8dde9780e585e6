import { Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Foundation, removalPolicyOnceDeployed } from '../../platform/foundation';
import { monitoringPeriod, percent } from '../dashboard/design-monitoring';
import type { BlueprintFunction } from '../function/function';

export interface SocketApiProps {
  readonly foundation: Foundation;
  /** First part of the address's path; also the API's name, with the stage before it. */
  readonly stageName: string;
  readonly description: string;
  /** Frames a second of all clients, and how many of them at once. */
  readonly throttle: { readonly perSecond: number; readonly burst: number };
}

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

  constructor(scope: Construct, id: string, props: SocketApiProps) {
    super(scope, id);
    const { foundation, stageName, description, throttle } = props;
    this.api = new apigateway.WebSocketApi(this, 'Api', {
      apiName: `${foundation.settings.stage}-${stageName}`,
      description,
      routeSelectionExpression: '$request.body.action',
    });
    const accessLogs = new logs.LogGroup(this, 'AccessLogs', {
      retention: foundation.settings.logs.retentionDays,
      removalPolicy: removalPolicyOnceDeployed(foundation.settings),
    });
    this.stage = new apigateway.WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName,
      autoDeploy: true,
      throttle: { rateLimit: throttle.perSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'A WebSocket API authorizes on $connect, which has an authorizer; the other routes use that connection.',
    });
  }

  /** Where a function that pushes frames reaches the connections of this stage. */
  get environment() {
    return { AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: this.stage.callbackUrl };
  }

  metric(metricName: string, label: string): cloudwatch.Metric {
    return this.stage.metric(metricName, { period: monitoringPeriod, statistic: 'Sum', label });
  }

  /** A function that fails, and an API that cannot call it or its authorizer: of all frames, in percent. */
  metricErrorShare(): cloudwatch.MathExpression {
    return percent('WebSocket errors', '(integration + execution) / frames', {
      ...this.errors,
      frames: this.metric('MessageCount', 'frames'),
    });
  }

  /** The same, counted. */
  metricErrors(): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: 'integration + execution',
      usingMetrics: this.errors,
      label: 'WebSocket errors',
      period: monitoringPeriod,
    });
  }

  private get errors() {
    return {
      integration: this.metric('IntegrationError', 'integration'),
      execution: this.metric('ExecutionError', 'execution'),
    };
  }

  /** Lets a function push frames to connections of this stage. */
  grantPush(grantee: iam.IGrantable): iam.Grant {
    return this.grantManage(grantee, 'POST');
  }

  /** Lets a function end connections of this stage. */
  grantEnd(grantee: iam.IGrantable): iam.Grant {
    return this.grantManage(grantee, 'DELETE');
  }

  /** Lets a function ask whether connections of this stage are still there. */
  grantLook(grantee: iam.IGrantable): iam.Grant {
    return this.grantManage(grantee, 'GET');
  }

  /** Says which frame, by its action, reaches which function; `$connect` is for those whom the authorizer lets in. */
  route(authorizerFunction: BlueprintFunction, routes: Readonly<Record<string, BlueprintFunction>>): void {
    // No identity source: the credential may be in the subprotocols, a header or a ticket, and any one of them will do.
    const authorizer = new WebSocketLambdaAuthorizer('Authorizer', authorizerFunction.target, { identitySource: [] });
    for (const [routeKey, target] of Object.entries(routes)) {
      this.api.addRoute(routeKey, {
        integration: new WebSocketLambdaIntegration(target.node.id, target.target),
        authorizer: routeKey === '$connect' ? authorizer : undefined,
        // What a handler returns reaches the client; of `$connect` the subprotocol that it chose.
        returnResponse: routeKey !== '$disconnect',
      });
    }
  }

  private grantManage(grantee: iam.IGrantable, method: 'GET' | 'POST' | 'DELETE'): iam.Grant {
    const stack = Stack.of(this);
    const api: { readonly Ref: string } = stack.resolve(this.api.apiId);
    const connections = `arn:aws:execute-api:${stack.region}:<AWS::AccountId>:<${api.Ref}>/${this.stage.stageName}/${method}/@connections/*`;
    Validations.of(stack).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${connections}]`,
      reason: `Connection ids are made when clients connect; the grant is for ${method} to connections of this one stage.`,
    });
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:ManageConnections'],
      resourceArns: [this.api.arnForExecuteApiV2(`${method}/@connections/*`, this.stage.stageName)],
    });
  }
}
