import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AnswerEnv, SearchEnv, SearchToolEnv } from '../../../lambdas/rag/env';
import { BlueprintFunction } from '../../constructs/function/function';
import {
  foundationModelArn,
  inferenceArns,
  inferenceProfile,
  type TextModelName,
} from '../../constructs/inference/inference-profiles';
import { endpointsEnvironment, grantEndpoints } from './model-endpoints';
import { bedrockRerankerIn, embeddingModelIds, rerankModelIn } from './models';
import { handler, type RagContext } from './rag-context';
import { indexPaths } from './search-defaults';

/** Longest answer; API Gateway streams it for as long. */
export const answerTimeout = Duration.minutes(2);

/** The functions that read: search, answers, and the search as a tool of other designs' models. */
export class QueryFunctions extends Construct {
  readonly search: BlueprintFunction;
  readonly answer: BlueprintFunction;
  readonly searchTool: BlueprintFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: RagContext,
  ) {
    super(scope, id);
    const { platform, settings, originals } = context;
    const { provisionedConcurrency } = settings;
    this.search = new BlueprintFunction<SearchEnv>(this, 'Search', {
      foundation: platform,
      entry: handler('search'),
      description: 'RAG: answers POST /v1/search and GET /v1/suggestions',
      timeout: Duration.seconds(29),
      memorySize: 1024,
      environment: this.environment(),
      provisionedConcurrency: provisionedConcurrency.search,
    });
    this.answer = new BlueprintFunction<AnswerEnv>(this, 'Answer', {
      foundation: platform,
      entry: handler('answer'),
      description: 'RAG: answers POST /v1/answers with citations that were verified, streamed or whole',
      timeout: answerTimeout,
      memorySize: 1024,
      environment: {
        ...this.environment(),
        ...originals.environment,
        ANSWER_MODEL: inferenceProfile(platform.region, settings.answerModel),
      },
      provisionedConcurrency: provisionedConcurrency.answer,
    });
    this.searchTool = new BlueprintFunction<SearchToolEnv>(this, 'SearchTool', {
      foundation: platform,
      entry: handler('search-tool'),
      description: "RAG: the search as a tool of other designs' models, on behalf of who speaks with them",
      timeout: Duration.seconds(15),
      memorySize: 1024,
      environment: this.environment(),
    });
    for (const each of [this.search, this.answer, this.searchTool]) this.grantSearch(each);
    this.grantAnswers();
  }

  private environment() {
    const { platform, settings, documents, search, endpoints } = this.context;
    const { expansionModel, fusion, vectorWeight } = settings;
    const rerankModel = rerankModelIn(platform.region, settings);
    return {
      DOCUMENTS_TABLE_NAME: documents.tableName,
      ...search.environment,
      ...endpointsEnvironment(endpoints),
      ...(rerankModel && { RERANK_MODEL: rerankModel }),
      ...(expansionModel && { EXPANSION_MODEL: inferenceProfile(platform.region, expansionModel) }),
      FUSION: fusion,
      VECTOR_WEIGHT: String(vectorWeight),
      PLATFORM_TABLE_NAME: platform.table.tableName,
      ...platform.audit.environment,
    };
  }

  /** Which index answers, both legs in one request, suggestions, what documents' records say, vectors and order by models, the brake, audit. */
  private grantSearch(target: BlueprintFunction): void {
    const { platform, settings, documents, search, endpoints } = this.context;
    const { live } = indexPaths;
    search.grant(target, { Get: [`${live}/_mapping`], Post: ['/_msearch', `${live}/_search`] });
    documents.grant(target, 'dynamodb:BatchGetItem');
    platform.table.grant(target, 'dynamodb:GetItem');
    platform.audit.grantPut(target);
    const stack = Stack.of(this);
    const rerankModel = bedrockRerankerIn(platform.region, settings);
    iam.Grant.addToPrincipal({
      grantee: target,
      actions: ['bedrock:InvokeModel'],
      resourceArns: [...embeddingModelIds, ...(rerankModel ? [rerankModel] : [])].map((model) =>
        foundationModelArn(stack, model),
      ),
    });
    grantEndpoints(target, endpoints);
    this.grantText(target, settings.expansionModel);
  }

  private grantAnswers(): void {
    const { settings, search, documents, originals } = this.context;
    search.grant(this.answer, { Post: ['/_bulk'] });
    // Links to originals that are cited: whoever has one reads with the permission of the role that signed it.
    documents.grant(this.answer, 'dynamodb:GetItem');
    originals.grant(this.answer.role, 's3:GetObject');
    this.grantText(this.answer, settings.answerModel);
  }

  private grantText(target: BlueprintFunction, model: TextModelName | undefined): void {
    if (!model) return;
    iam.Grant.addToPrincipal({
      grantee: target,
      actions: ['bedrock:InvokeModelWithResponseStream'],
      resourceArns: inferenceArns(Stack.of(this), [model]),
    });
  }
}
