import { Match, Template } from 'aws-cdk-lib/assertions';
import { rules, viewOf } from '../../support/conventions';
import { type SynthesizedStage, stage, stageWith } from '../../support/stages';
import { at, list, resources } from '../../support/template';

const region = 'us-east-1';
const selfHosted = {
  model: 'qwen3-8b',
  tiers: ['free', 'paid'],
  files: { 'config.json': '1'.repeat(64), 'model.safetensors': '2'.repeat(64) },
  prefix: 'open/qwen3-8b',
  buckets: { [region]: 'models-of-acme' },
  instanceType: 'ml.g5.xlarge',
  copies: { min: 0, max: 4, concurrentRequests: 8 },
  warmHours: {
    from: 'cron(0 8 ? * MON-FRI *)',
    until: 'cron(0 20 ? * MON-FRI *)',
    copies: 1,
    timeZone: 'Europe/Berlin',
  },
  contextTokens: 8192,
  maxOutputTokens: 2048,
  toolCallParser: 'hermes',
  prices: { inputPerMTok: 0.1, outputPerMTok: 0.3, cachedPerMTok: 0.02 },
  monthlyBudgetUsd: 800,
  latencyAlarmMs: 20_000,
};
const designsWith = (more: object = {}) => ({ designs: { chat: { selfHosted: { ...selfHosted, ...more } } } });
const invoke = ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'];

/** Functions of a stack whose roles may invoke an endpoint. */
function invokers({ stacks }: SynthesizedStage, name: string): string[] {
  const chat = stacks.filter((stack) => stack.name === name);
  return resources(chat, 'AWS::IAM::Policy')
    .filter(({ resource }) => JSON.stringify(resource).includes('sagemaker:InvokeEndpoint'))
    .map(({ id }) => id);
}

describe.each(['dev', 'staging', 'prod'])('stage %s with a model of its own', (name) => {
  let synthesized: SynthesizedStage;

  beforeAll(() => {
    synthesized = stageWith(name, designsWith(), { designs: 'rag,chat' });
  }, 180_000);

  it('passes cdk-nag and the schema check', () => {
    expect(synthesized.report.pluginReports).not.toHaveLength(0);
    expect(synthesized.report.pluginReports?.filter(({ conclusion }) => conclusion !== 'success')).toEqual([]);
  });

  it('keeps every convention', () => {
    // GPU instances are what it costs.
    const view = viewOf(synthesized, { idlesCheaply: false });
    expect(rules.flatMap((rule) => rule.check(view))).toEqual([]);
  });

  it('has it in a stack of its own, in the regions whose bucket is named', () => {
    const hosting = synthesized.stacks.filter(({ template }) =>
      Object.values(template.Resources).some(({ Type }) => Type === 'AWS::SageMaker::Endpoint'),
    );
    expect(hosting.map((stack) => stack.name)).toEqual([`${name}-chat-models`]);
    const template = Template.fromJSON({ ...synthesized.template(`${name}-chat-models`) });
    template.hasResourceProperties('AWS::SageMaker::InferenceComponent', { InferenceComponentName: `${name}-chat` });
    template.hasResourceProperties('AWS::SageMaker::Model', {
      PrimaryContainer: Match.objectLike({
        Environment: Match.objectLike({
          SM_VLLM_MAX_MODEL_LEN: '8192',
          SM_VLLM_ENABLE_AUTO_TOOL_CHOICE: 'true',
          SM_VLLM_TOOL_CALL_PARSER: 'hermes',
        }),
      }),
      VpcConfig: name === 'prod' ? Match.anyValue() : Match.absent(),
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 0, MaxCapacity: 4 });
  });

  it('tells the handlers of it, after the models of Bedrock', () => {
    const [chat] = synthesized.stacks.filter((stack) => stack.name === `${name}-chat`);
    const models = resources(chat ? [chat] : [], 'AWS::Lambda::Function')
      .map(({ resource }) => at(resource.Properties, 'Environment', 'Variables', 'CHAT_MODELS'))
      .filter((value) => typeof value === 'string');
    expect(new Set(models).size).toBe(1);
    expect((JSON.parse(models[0] ?? '[]') as object[]).at(-1)).toEqual({
      id: 'qwen3-8b',
      bedrockModelId: 'us.amazon.nova-lite-v1:0',
      contextTokens: 8192,
      maxOutputTokens: 2048,
      prices: selfHosted.prices,
      endpoint: { endpointName: `${name}-chat`, inferenceComponentName: `${name}-chat` },
      tiers: ['free', 'paid'],
      tools: true,
    });
  });

  it('lets only those invoke it that generate', () => {
    expect(invokers(synthesized, `${name}-chat`)).toEqual([
      expect.stringMatching(/Generate/),
      expect.stringMatching(/Complete/),
    ]);
    const statements = resources(synthesized.stacks, 'AWS::IAM::Policy')
      .flatMap(({ resource }) => list(at(resource.Properties, 'PolicyDocument', 'Statement')))
      .filter((statement) => JSON.stringify(statement).includes('sagemaker:'));
    expect(statements).toHaveLength(2);
    for (const statement of statements) {
      expect(at(statement, 'Action')).toEqual(invoke);
      expect(JSON.stringify(at(statement, 'Resource'))).toMatch(
        new RegExp(`endpoint/${name}-chat".*inference-component/${name}-chat"`),
      );
    }
  });
});

describe('without the setting', () => {
  it.each(['dev', 'staging', 'prod'])(
    'stage %s has neither endpoint nor permission',
    (name) => {
      expect(JSON.stringify(stage(name).stacks)).not.toContain('sagemaker');
      expect(JSON.stringify(stage(name).stacks)).not.toContain('SageMaker');
    },
    180_000,
  );
});

describe('settings that do not fit are refused by name', () => {
  it.each([
    [{ buckets: { 'eu-west-1': 'models' } }, /selfHosted\.buckets\.eu-west-1: expected one of the stage's regions/],
    [{ model: 'nova-lite' }, /selfHosted\.model = "nova-lite": expected a name of its own/],
    [{ files: { 'config.json': 'abc' } }, /selfHosted\.files\.config\.json = "abc": expected a SHA-256/],
    [{ instanceType: 'g5.xlarge' }, /selfHosted\.instanceType = "g5\.xlarge"/],
    [{ copies: { min: 3, max: 2, concurrentRequests: 1 } }, /selfHosted\.copies.*no more min than max/],
  ])('%j', (more, message) => {
    expect(() => stageWith('dev', designsWith(more), { designs: 'chat' })).toThrow(message);
  });
});
