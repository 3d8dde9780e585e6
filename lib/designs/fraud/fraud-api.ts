import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { BlueprintFunction } from '../../constructs/function/function';
import { buffered } from '../../constructs/rest-api/integrations';
import { BlueprintRestApi } from '../../constructs/rest-api/rest-api';
import { type FraudContext, requiredScope, restStageName } from './fraud-context';

/** What is behind the API. */
export interface FraudFunctions {
  readonly decide: BlueprintFunction;
  readonly cases: BlueprintFunction;
  readonly rules: BlueprintFunction;
  readonly models: BlueprintFunction;
  readonly reviews: BlueprintFunction;
  readonly lists: BlueprintFunction;
}

/** The REST API: decisions on payments, and what became of them. */
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
    const cases = buffered(functions.cases);
    const decisions = v1.addResource('decisions');
    decisions.addMethod('POST', buffered(functions.decide), this.anObject('DecisionRequest'));
    decisions.addMethod('GET', cases, this.secured);
    const one = decisions.addResource('{decisionId}');
    one.addMethod('GET', cases, this.onPath('decisionId'));
    one.addResource('linked').addMethod('GET', cases, this.onPath('decisionId'));
    v1.addResource('stats').addMethod('GET', cases, this.secured);
    v1.addResource('feedback').addMethod('POST', cases, this.anObject('FeedbackRequest'));
    const rules = this.addApproved(v1.addResource('rules'), functions.rules);
    const version = rules.addResource('versions').addResource('{version}');
    version.addMethod('GET', buffered(functions.rules), this.onPath('version'));
    rules.addResource('backtest').addMethod('POST', buffered(functions.rules), this.secured);
    this.addApproved(v1.addResource('models'), functions.models);
    this.addReviews(v1.addResource('reviews'));
    this.addLists(v1.addResource('lists'));
  }

  /** What one person drafts and another one approves. */
  private addApproved(resource: apigateway.Resource, behind: BlueprintFunction): apigateway.Resource {
    const target = buffered(behind);
    resource.addMethod('GET', target, this.secured);
    const draft = resource.addResource('draft');
    draft.addMethod('PUT', target, this.secured);
    draft.addResource('approval').addMethod('POST', target, this.secured);
    return resource;
  }

  private addReviews(reviews: apigateway.Resource): void {
    const target = buffered(this.functions.reviews);
    reviews.addMethod('GET', target, this.secured);
    const one = reviews.addResource('{decisionId}');
    for (const step of ['claim', 'decision', 'appeal'])
      one.addResource(step).addMethod('POST', target, this.onPath('decisionId'));
  }

  private addLists(lists: apigateway.Resource): void {
    const target = buffered(this.functions.lists);
    const kind = lists.addResource('{kind}');
    kind.addMethod('GET', target, this.onPath('kind'));
    const entry = kind.addResource('{value}');
    for (const method of ['PUT', 'DELETE']) entry.addMethod(method, target, this.onPath('kind', 'value'));
  }

  /** Turns away what is nothing before it costs an invocation; the handler checks the rest and says what is wrong. */
  private anObject(name: string): apigateway.MethodOptions {
    const model = this.api.addModel(name, {
      contentType: 'application/json',
      schema: { schema: apigateway.JsonSchemaVersion.DRAFT4, type: apigateway.JsonSchemaType.OBJECT },
    });
    return { ...this.secured, requestModels: { 'application/json': model } };
  }
}
