import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { BlueprintFunction } from '../../constructs/function/function';
import { buffered } from '../../constructs/rest-api/integrations';
import { BlueprintRestApi } from '../../constructs/rest-api/rest-api';
import { type FraudContext, requiredScope, restStageName } from './fraud-context';

/** What is behind the API. */
export interface FraudFunctions {
  readonly decide: BlueprintFunction;
}

/** The REST API: decisions on payments. */
export class FraudApi extends BlueprintRestApi<FraudFunctions> {
  constructor(scope: Construct, id: string, { platform, settings }: FraudContext, functions: FraudFunctions) {
    const props = {
      platform,
      design: 'Fraud',
      description: 'Fraud scoring over HTTP: decisions on payments',
      stageName: restStageName,
      requiredScope,
      throttle: settings.throttle,
      warmAuthorizers: settings.provisionedConcurrency.authorize,
    };
    super(scope, id, props, () => functions);
    const v1 = this.api.root.addResource('v1');
    v1.addResource('decisions').addMethod('POST', buffered(functions.decide), this.deciding());
  }

  /** Turns away what is no payment before it costs an invocation; the handler checks the rest and says what is wrong. */
  private deciding(): apigateway.MethodOptions {
    const model = this.api.addModel('DecisionRequest', {
      contentType: 'application/json',
      schema: { schema: apigateway.JsonSchemaVersion.DRAFT4, type: apigateway.JsonSchemaType.OBJECT },
    });
    return { ...this.secured, requestModels: { 'application/json': model } };
  }
}
