import { Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { removalPolicyOnceDeployed } from '../../platform/foundation';
import type { RegionPlatform } from '../../platform/platform';
import { authorizerFunction } from '../authorizer/authorizer';
import type { BlueprintFunction } from '../function/function';
import { accessLog, verdictTtl } from './defaults';
import { addGatewayResponses } from './gateway-responses';

export interface BlueprintRestApiProps {
  readonly platform: RegionPlatform;
  /** Name of the design as people read it. */
  readonly design: string;
  readonly description: string;
  /** First part of every path: with it, CloudFront and custom domains forward without rewriting. */
  readonly stageName: string;
  /** Scope that an API key needs. */
  readonly requiredScope: string;
  /** Requests a second that the API admits, and how many at once, before it answers 429. */
  readonly throttle: { readonly perSecond: number; readonly burst: number };
  /** Environments of the authorizer kept warm; 0 keeps none. */
  readonly warmAuthorizers: number;
}

/**
 * A regional REST API behind the platform's request authorizer, with access and execution logs that expire, refusals that are
 * problem details, and no address of its own in the outputs. Its methods are added by who extends it, each with `secured`.
 */
export class BlueprintRestApi<Functions> extends Construct {
  readonly api: apigateway.RestApi;
  readonly authorizer: BlueprintFunction;
  readonly functions: Functions;
  private options?: apigateway.MethodOptions;

  /** @param functions makes what is behind the API, in its scope */
  constructor(scope: Construct, id: string, props: BlueprintRestApiProps, functions: (scope: Construct) => Functions) {
    super(scope, id);
    const { platform, design, requiredScope } = props;
    this.authorizer = authorizerFunction(this, 'Authorizer', {
      platform,
      kind: 'request',
      design,
      requiredScope,
      provisionedConcurrency: props.warmAuthorizers,
    });
    this.functions = functions(this);
    this.api = this.addApi(props);
    // Clients come through the edge: the API's own address is no output.
    this.api.node.tryRemoveChild('Endpoint');
    addGatewayResponses(this.api);
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions::AwsSolutions-COG4',
      reason:
        'The request authorizer takes API keys of machines as well as the access tokens of the Cognito user pool.',
    });
  }

  /** What every method has: the authorizer, and a check of the request before it costs an invocation. */
  protected get secured(): apigateway.MethodOptions {
    this.options ??= {
      authorizer: new apigateway.RequestAuthorizer(this, 'RequestAuthorizer', {
        handler: this.authorizer.target,
        identitySources: [apigateway.IdentitySource.header('Authorization')],
        resultsCacheTtl: verdictTtl,
      }),
      requestValidator: this.api.addRequestValidator('Validator', {
        validateRequestBody: true,
        validateRequestParameters: true,
      }),
    };
    return this.options;
  }

  /** The same for a method whose path has these parameters. */
  protected onPath(...parameters: string[]): apigateway.MethodOptions {
    return {
      ...this.secured,
      requestParameters: Object.fromEntries(parameters.map((name) => [`method.request.path.${name}`, true])),
    };
  }

  private addApi(props: BlueprintRestApiProps): apigateway.RestApi {
    const { settings } = props.platform;
    const kept = { retention: settings.logs.retentionDays, removalPolicy: removalPolicyOnceDeployed(settings) };
    const accessLogs = new logs.LogGroup(this, 'AccessLogs', kept);
    const api = new apigateway.RestApi(this, 'Api', {
      restApiName: `${settings.stage}-${props.stageName}`,
      description: props.description,
      // Regional endpoints may stream for minutes without a byte; edge-optimised ones for 30 seconds.
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      deployOptions: {
        stageName: props.stageName,
        tracingEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLogs),
        accessLogFormat: accessLog,
        throttlingRateLimit: props.throttle.perSecond,
        throttlingBurstLimit: props.throttle.burst,
      },
    });
    // API Gateway logs failures into a group of this name, which it would otherwise make itself, never to expire.
    const executionLogs = new logs.LogGroup(this, 'ExecutionLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${props.stageName}`,
      ...kept,
    });
    api.deploymentStage.node.addDependency(executionLogs);
    return api;
  }
}
