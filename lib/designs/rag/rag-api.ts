import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { BlueprintFunction } from '../../constructs/function/function';
import { buffered, streaming } from '../../constructs/rest-api/integrations';
import { BlueprintRestApi } from '../../constructs/rest-api/rest-api';
import { answerTimeout } from './query-functions';
import { type RagContext, requiredScope, restStageName } from './rag-context';

/** What is behind the API. */
export interface RagFunctions {
  readonly documents: BlueprintFunction;
  readonly search: BlueprintFunction;
  readonly answer: BlueprintFunction;
}

/** The REST API: documents, search, suggestions, answers. */
export class RagApi extends BlueprintRestApi<RagFunctions> {
  constructor(scope: Construct, id: string, { platform, settings }: RagContext, functions: RagFunctions) {
    const props = {
      platform,
      design: 'RAG',
      description: 'RAG over HTTP: documents, search, answers with citations',
      stageName: restStageName,
      requiredScope,
      throttle: settings.throttle,
      warmAuthorizers: settings.provisionedConcurrency.authorize,
    };
    super(scope, id, props, () => functions);
    const v1 = this.api.root.addResource('v1');
    this.addDocuments(v1.addResource('documents'));
    v1.addResource('search').addMethod('POST', buffered(functions.search), this.asking('SearchRequest', 'query'));
    v1.addResource('suggestions').addMethod('GET', buffered(functions.search), {
      ...this.secured,
      requestParameters: { 'method.request.querystring.q': true },
    });
    v1.addResource('answers').addMethod(
      'POST',
      streaming(functions.answer, answerTimeout),
      this.asking('AnswerRequest', 'question'),
    );
  }

  private addDocuments(documents: apigateway.Resource): void {
    const target = buffered(this.functions.documents);
    const ofOne = this.onPath('documentId');
    for (const method of ['GET', 'POST']) documents.addMethod(method, target, this.secured);
    const one = documents.addResource('{documentId}');
    for (const method of ['GET', 'DELETE']) one.addMethod(method, target, ofOne);
    one.addResource('permissions').addMethod('PUT', target, ofOne);
    one.addResource('content').addMethod('GET', target, ofOne);
  }

  /** Turns away what asks nothing before it costs an invocation; the handler checks the rest and says what is wrong. */
  private asking(name: string, property: string): apigateway.MethodOptions {
    const model = this.api.addModel(name, {
      contentType: 'application/json',
      schema: {
        schema: apigateway.JsonSchemaVersion.DRAFT4,
        type: apigateway.JsonSchemaType.OBJECT,
        required: [property],
        properties: { [property]: { type: apigateway.JsonSchemaType.STRING } },
      },
    });
    return { ...this.secured, requestModels: { 'application/json': model } };
  }
}
