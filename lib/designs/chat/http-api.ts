import { Duration, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { BlueprintFunction } from '../../constructs/function/function';
import { removalPolicyOnceDeployed } from '../../platform/foundation';
import { authorizerFunction } from './authorizer';
import { type ChatContext, restStageName } from './chat-context';
import { addGatewayResponses } from './gateway-responses';
import { HttpFunctions } from './http-functions';
import { generationTimeout } from './tier-queues';

/** What is logged of each request. Never the query string and no headers: they may hold credentials. */
const accessLog = apigateway.AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    method: '$context.httpMethod',
    path: '$context.resourcePath',
    status: '$context.status',
    responseBytes: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    integrationLatencyMs: '$context.integrationLatency',
    sourceIp: '$context.identity.sourceIp',
    userAgent: '$context.identity.userAgent',
    principal: '$context.authorizer.principalId',
    authorizerError: '$context.authorizer.error',
    error: '$context.error.message',
    time: '$context.requestTime',
  }),
);

/** How long a credential's verdict is reused for further requests: the price of one is a revoked key's last minutes. */
const verdictTtl = Duration.minutes(5);

/** The REST API: OpenAI's own interface with response streaming, connection tickets, conversations. */
export class HttpApi extends Construct {
  readonly api: apigateway.RestApi;
  readonly authorizer: BlueprintFunction;
  readonly functions: HttpFunctions;

  constructor(scope: Construct, id: string, context: ChatContext) {
    super(scope, id);
    this.authorizer = authorizerFunction(this, 'request', context);
    this.functions = new HttpFunctions(this, 'Functions', context);
    this.api = this.addApi(context);
    // Clients come through the edge: the API's own address is no output.
    this.api.node.tryRemoveChild('Endpoint');
    addGatewayResponses(this.api);
    this.addMethods();
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions::AwsSolutions-COG4',
      reason:
        'The request authorizer takes API keys of machines as well as the access tokens of the Cognito user pool.',
    });
  }

  private addApi({ platform, settings }: ChatContext): apigateway.RestApi {
    const kept = {
      retention: platform.settings.logs.retentionDays,
      removalPolicy: removalPolicyOnceDeployed(platform.settings),
    };
    const accessLogs = new logs.LogGroup(this, 'AccessLogs', kept);
    const api = new apigateway.RestApi(this, 'Api', {
      restApiName: `${platform.settings.stage}-${restStageName}`,
      description: 'Chat over HTTP: the interface of the OpenAI API, connection tickets, conversations',
      // Regional endpoints may stream for minutes without a byte; edge-optimised ones for 30 seconds.
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      deployOptions: {
        stageName: restStageName,
        tracingEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLogs),
        accessLogFormat: accessLog,
        throttlingRateLimit: settings.throttle.perSecond,
        throttlingBurstLimit: settings.throttle.burst,
      },
    });
    // API Gateway logs failures into a group of this name, which it would otherwise make itself, never to expire.
    const executionLogs = new logs.LogGroup(this, 'ExecutionLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${restStageName}`,
      ...kept,
    });
    api.deploymentStage.node.addDependency(executionLogs);
    return api;
  }

  private addMethods(): void {
    const authorizer = new apigateway.RequestAuthorizer(this, 'RequestAuthorizer', {
      handler: this.authorizer.target,
      identitySources: [apigateway.IdentitySource.header('Authorization')],
      resultsCacheTtl: verdictTtl,
    });
    const requestValidator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const secured = { authorizer, requestValidator };
    const { complete, listModels, createTicket, getUsage, manageProfile } = this.functions;
    const v1 = this.api.root.addResource('v1');
    v1.addResource('chat')
      .addResource('completions')
      .addMethod('POST', streaming(complete), {
        ...secured,
        requestModels: { 'application/json': this.addCompletionModel() },
      });
    v1.addResource('models').addMethod('GET', buffered(listModels), secured);
    v1.addResource('connections').addResource('ticket').addMethod('POST', buffered(createTicket), secured);
    v1.addResource('usage').addMethod('GET', buffered(getUsage), secured);
    const profile = v1.addResource('profile');
    for (const method of ['GET', 'PUT']) profile.addMethod(method, buffered(manageProfile), secured);
    this.addConversations(v1.addResource('conversations'), secured);
    this.addAttachments(v1.addResource('attachments'), secured);
  }

  private addConversations(conversations: apigateway.Resource, secured: apigateway.MethodOptions): void {
    const { getConversation, manageConversations, exportConversation } = this.functions;
    const manage = buffered(manageConversations);
    const onPath = (...parameters: string[]): apigateway.MethodOptions => ({
      ...secured,
      requestParameters: Object.fromEntries(parameters.map((name) => [`method.request.path.${name}`, true])),
    });
    const ofOne = onPath('conversationId');
    conversations.addMethod('GET', manage, secured);
    const one = conversations.addResource('{conversationId}');
    one.addMethod('GET', buffered(getConversation), ofOne);
    one.addMethod('PATCH', manage, ofOne);
    one.addMethod('DELETE', manage, ofOne);
    one.addResource('export').addMethod('GET', streaming(exportConversation), ofOne);
    one
      .addResource('messages')
      .addResource('{messageId}')
      .addResource('feedback')
      .addMethod('POST', manage, onPath('conversationId', 'messageId'));
  }

  private addAttachments(attachments: apigateway.Resource, secured: apigateway.MethodOptions): void {
    const target = streaming(this.functions.attachments);
    const requestParameters = { 'method.request.path.attachmentId': true };
    attachments.addMethod('POST', target, secured);
    attachments.addResource('{attachmentId}').addMethod('GET', target, { ...secured, requestParameters });
  }

  /** Turns away what is no request at all before it costs an invocation; the handler checks the rest and says what is wrong. */
  private addCompletionModel(): apigateway.Model {
    return this.api.addModel('CompletionRequest', {
      contentType: 'application/json',
      schema: {
        schema: apigateway.JsonSchemaVersion.DRAFT4,
        type: apigateway.JsonSchemaType.OBJECT,
        required: ['messages'],
        properties: { messages: { type: apigateway.JsonSchemaType.ARRAY } },
      },
    });
  }
}

function buffered(target: BlueprintFunction): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(target.target, { allowTestInvoke: false });
}

/** Passes the answer on as it is written, for as long as the function may run. */
function streaming(target: BlueprintFunction): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(target.target, {
    allowTestInvoke: false,
    responseTransferMode: apigateway.ResponseTransferMode.STREAM,
    timeout: generationTimeout,
  });
}
