import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { BlueprintFunction } from '../../constructs/function/function';
import { buffered } from '../../constructs/rest-api/integrations';
import { BlueprintRestApi } from '../../constructs/rest-api/rest-api';
import { requiredScope, restStageName, type StreamingContext } from './streaming-context';

/** What is behind the API. */
export interface StreamingFunctions {
  readonly ingest: BlueprintFunction;
  readonly parkedRecords: BlueprintFunction;
  readonly lookUp: BlueprintFunction;
  readonly createTicket: BlueprintFunction;
  readonly items: BlueprintFunction;
  readonly reviews: BlueprintFunction;
  readonly policy: BlueprintFunction;
}

/** The REST API: events in, features out; items and their reviews. */
export class StreamingApi extends BlueprintRestApi<StreamingFunctions> {
  constructor(scope: Construct, id: string, { platform, settings }: StreamingContext, functions: StreamingFunctions) {
    const props = {
      platform,
      design: 'Streaming',
      description: 'Streaming over HTTP: events in, features out',
      stageName: restStageName,
      requiredScope,
      throttle: settings.throttle,
      warmAuthorizers: settings.provisionedConcurrency.authorize,
    };
    super(scope, id, props, () => functions);
    const v1 = this.api.root.addResource('v1');
    const events = v1.addResource('events');
    events.addMethod('POST', buffered(functions.ingest), this.anObject('EventsRequest'));
    this.addParked(events.addResource('parked'));
    const features = v1.addResource('features').addResource('{entity}');
    features.addMethod('GET', buffered(functions.lookUp), this.onPath('entity'));
    v1.addResource('trending').addMethod('GET', buffered(functions.lookUp), this.secured);
    v1.addResource('connections')
      .addResource('ticket')
      .addMethod('POST', buffered(functions.createTicket), this.secured);
    const item = v1.addResource('items').addResource('{id}');
    item.addMethod('GET', buffered(functions.items), this.onPath('id'));
    item.addResource('appeal').addMethod('POST', buffered(functions.items), this.onPath('id'));
    const moderation = v1.addResource('moderation');
    this.addReviews(moderation.addResource('reviews'));
    this.addPolicy(moderation.addResource('policy'));
  }

  /** What readers did not take: listed, looked at, put back. */
  private addParked(parked: apigateway.Resource): void {
    const target = buffered(this.functions.parkedRecords);
    parked.addMethod('GET', target, this.secured);
    const one = parked.addResource('{id}');
    one.addMethod('GET', target, this.onPath('id'));
    one.addResource('put-back').addMethod('POST', target, this.onPath('id'));
  }

  /** What one person drafts and another one approves. */
  private addPolicy(policy: apigateway.Resource): void {
    const target = buffered(this.functions.policy);
    policy.addMethod('GET', target, this.secured);
    const version = policy.addResource('versions').addResource('{version}');
    version.addMethod('GET', target, this.onPath('version'));
    const draft = policy.addResource('draft');
    draft.addMethod('PUT', target, this.secured);
    draft.addResource('approval').addMethod('POST', target, this.secured);
  }

  private addReviews(reviews: apigateway.Resource): void {
    const target = buffered(this.functions.reviews);
    reviews.addMethod('GET', target, this.secured);
    const one = reviews.addResource('{review}');
    for (const step of ['claim', 'decision']) one.addResource(step).addMethod('POST', target, this.onPath('review'));
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
