import { Match, Template } from 'aws-cdk-lib/assertions';
import { answerEnv, ingestEnv, searchEnv } from '../../../lambdas/rag/env';
import { parseEnv } from '../../../lambdas/shared/parse-env';
import { rules, viewOf } from '../../support/conventions';
import { type SynthesizedStage, stage, stageWith } from '../../support/stages';
import { isRecord, property, resources } from '../../support/template';
import { grantedIn, permissions } from './permissions';

const endpoint = {
  image: '683313688378.dkr.ecr.us-east-1.amazonaws.com/tei:2.0.1-tei1.8.2-gpu-py310-cu122-ubuntu22.04',
  files: { 'config.json': '1'.repeat(64), 'model.safetensors': '2'.repeat(64) },
  prefix: 'open/model',
  bucket: 'models-of-acme',
  instanceType: 'ml.g5.xlarge',
  copies: { min: 1, max: 2, concurrentRequests: 16 },
  monthlyBudgetUsd: 900,
  latencyAlarmMs: 1_000,
};
const hosted = {
  embedding: { model: 'endpoint/bge-m3', dimensions: 1024 },
  rerank: 'endpoint/bge-reranker',
  endpoints: { 'bge-m3': endpoint, 'bge-reranker': { ...endpoint, prefix: 'open/reranker' } },
};
const withModels = (name: string) => stageWith(name, { designs: { rag: hosted } }, { designs: 'rag' });
const target = (name: string) => ({ endpointName: name, inferenceComponentName: name });

describe.each([
  ['dev', 'firehose:PutRecord'],
  ['prod', 'kinesis:PutRecord'],
] as const)('stage %s with models of its own', (name, audit) => {
  let synthesized: SynthesizedStage;
  beforeAll(() => {
    synthesized = withModels(name);
  }, 180_000);

  /** What a function is told; what is known only in an account is some address there. */
  const told = (id: string) => {
    const stacks = synthesized.stacks.filter((one) => one.name === `${name}-rag`);
    const [found] = resources(stacks, 'AWS::Lambda::Function').filter((fn) => fn.id.startsWith(id));
    const variables = found && property(found, 'Environment', 'Variables');
    return Object.fromEntries(
      Object.entries(isRecord(variables) ? variables : {}).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : `https://${key}`,
      ]),
    );
  };

  it('passes cdk-nag and the schema check', () => {
    expect(synthesized.report.pluginReports).not.toHaveLength(0);
    expect(synthesized.report.pluginReports?.filter(({ conclusion }) => conclusion !== 'success')).toEqual([]);
  });

  it('keeps every convention', () => {
    // GPU instances are what it costs.
    const view = viewOf(synthesized, { idlesCheaply: false });
    expect(rules.flatMap((rule) => rule.check(view))).toEqual([]);
  });

  it('has them in one stack, made before the index that is filled by them', () => {
    const template = Template.fromJSON({ ...synthesized.template(`${name}-rag-models`) });
    for (const model of ['bge-m3', 'bge-reranker']) {
      template.hasResourceProperties('AWS::SageMaker::InferenceComponent', {
        InferenceComponentName: `${name}-rag-${model}`,
      });
    }
    template.resourceCountIs('AWS::SageMaker::Endpoint', 2);
    template.hasResourceProperties('AWS::SageMaker::Model', {
      PrimaryContainer: Match.objectLike({
        Image: endpoint.image,
        Environment: Match.objectLike({ HF_MODEL_ID: '/opt/ml/model' }),
      }),
    });
    const rag = synthesized.stacks.find(({ name: stack }) => stack === `${name}-rag`);
    expect(rag?.dependencies).toContain(`${name}-rag-models`);
  });

  it('lets whoever searches invoke both, the worker the embedding model, and nobody else any', () => {
    const invoke = ['sagemaker:InvokeEndpoint'];
    const embedding = { [`endpoint ${name}-rag-bge-m3`]: invoke };
    const both = { ...embedding, [`endpoint ${name}-rag-bge-reranker`]: invoke };
    const before = permissions(audit);
    expect(grantedIn(synthesized, `${name}-rag`)).toEqual({
      ...before,
      'Ingestion/Worker': { ...before['Ingestion/Worker'], ...embedding },
      'Query/Search': { ...withoutRerank(before['Query/Search']), ...both },
      'Query/SearchTool': { ...withoutRerank(before['Query/SearchTool']), ...both },
      'Query/Answer': { ...withoutRerank(before['Query/Answer']), ...both },
    });
  });

  it('tells handlers of those that they may call', () => {
    const embedding = { 'bge-m3': target(`${name}-rag-bge-m3`) };
    const query = {
      MODEL_ENDPOINTS: { ...embedding, 'bge-reranker': target(`${name}-rag-bge-reranker`) },
      RERANK_MODEL: 'endpoint/bge-reranker',
    };
    expect(parseEnv(ingestEnv, told('IngestionWorker'))).toMatchObject({ MODEL_ENDPOINTS: embedding });
    expect(Object.keys(parseEnv(ingestEnv, told('IngestionWorker')).MODEL_ENDPOINTS)).toEqual(['bge-m3']);
    expect(parseEnv(searchEnv, told('QuerySearchFunction'))).toMatchObject(query);
    expect(parseEnv(searchEnv, told('QuerySearchToolFunction'))).toMatchObject(query);
    expect(parseEnv(answerEnv, told('QueryAnswer'))).toMatchObject(query);
  });

  it("names its index by the model's name and length", () => {
    const [index] = resources(synthesized.stacks, 'Custom::SearchIndex');
    expect(index?.resource.Properties).toMatchObject({ Model: 'endpoint/bge-m3', Dimensions: 1024 });
  });
});

const withoutRerank = <T extends { readonly rerank: unknown }>({ rerank: _, ...rest }: T) => rest;

it('an endpoint that an index is still made with stays, beside a model of Bedrock', () => {
  const { 'bge-m3': left } = hosted.endpoints;
  const bedrock = { embedding: { model: 'titan-v2', dimensions: 512 }, rerank: true, endpoints: { 'bge-m3': left } };
  const synthesized = stageWith('dev', { designs: { rag: bedrock } }, { designs: 'rag' });
  const [index] = resources(synthesized.stacks, 'Custom::SearchIndex');
  expect(index?.resource.Properties).toMatchObject({ Model: 'amazon.titan-embed-text-v2:0', Dimensions: 512 });
  const granted = grantedIn(synthesized, 'dev-rag');
  for (const path of ['Ingestion/Worker', 'Query/Search', 'Query/SearchTool', 'Query/Answer']) {
    expect(granted[path]).toMatchObject({ 'endpoint dev-rag-bge-m3': ['sagemaker:InvokeEndpoint'] });
  }
}, 120_000);

describe('without the setting', () => {
  it.each(['dev', 'staging', 'prod'])(
    'stage %s has neither stack nor variable',
    (name) => {
      expect(stage(name).stacks.map((one) => one.name)).not.toContain(`${name}-rag-models`);
      expect(JSON.stringify(stage(name).stacks)).not.toContain('MODEL_ENDPOINTS');
    },
    180_000,
  );
});

describe('settings that do not fit are refused by name', () => {
  it.each([
    [{ rerank: 'endpoint/other' }, /rag\.rerank = "endpoint\/other": expected one of endpoints: bge-m3, bge-reranker/],
    [{ embedding: { model: 'endpoint/x' } }, /rag\.embedding\.model = "endpoint\/x": expected one of endpoints/],
    [{ rerank: 'endpoint/bge-m3' }, /rag\.rerank = "endpoint\/bge-m3": expected another model than embedding's/],
    [{ rerank: 'cohere' }, /rag\.rerank = "cohere": expected true, false or endpoint\/<name of one of endpoints>/],
    [{ embedding: { model: 'titan-v3' } }, /rag\.embedding\.model = "titan-v3": expected titan-v2 or endpoint\//],
    [{ embedding: { model: 'titan-v2', dimensions: 768 } }, /rag\.embedding.*dimensions of titan-v2: 256, 512 or 1024/],
    [{ endpoints: { 'BGE.m3': endpoint } }, /rag\.endpoints\.BGE\.m3: expected a name of up to 40 lower-case/],
    [{ endpoints: { m: { ...endpoint, image: 'tei:1.8' } } }, /endpoints\.m\.image = "tei:1\.8": expected an image/],
    [
      { endpoints: { m: { ...endpoint, copies: { ...endpoint.copies, min: 0 } } } },
      /copies\.min = 0: expected at least 1/,
    ],
    [{ endpoints: { m: { ...endpoint, files: {} } } }, /endpoints\.m\.files.*one file or more/],
  ])('%j', (more, message) => {
    expect(() => stageWith('dev', { designs: { rag: { ...hosted, ...more } } }, { designs: 'rag' })).toThrow(message);
  });

  it('a model of endpoints where there are none', () => {
    const rag = { rerank: 'endpoint/bge-reranker' };
    expect(() => stageWith('dev', { designs: { rag } }, { designs: 'rag' })).toThrow(
      /rerank = "endpoint\/bge-reranker": expected a model of endpoints, which are none/,
    );
  });
});
