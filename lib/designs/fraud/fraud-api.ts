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
    decisions.addResource('{decisionId}').addMethod('GET', cases, this.onPath('decisionId'));
    v1.addResource('feedback').addMethod('POST', cases, this.anObject('FeedbackRequest'));
    this.addRules(v1.addResource('rules'));
    this.addReviews(v1.addResource('reviews'));
    this.addLists(v1.addResource('lists'));
  }

  private addRules(rules: apigateway.Resource): void {
    const target = buffered(this.functions.rules);
    rules.addMethod('GET', target, this.secured);
    rules.addResource('versions').addResource('{version}').addMethod('GET', target, this.onPath('version'));
    const draft = rules.addResource('draft');
    draft.addMethod('PUT', target, this.secured);
    draft.addResource('approval').addMethod('POST', target, this.secured);
    rules.addResource('backtest').addMethod('POST', target, this.secured);
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
