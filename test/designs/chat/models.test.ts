import { App, Stack } from 'aws-cdk-lib';
import {
  inferenceArns,
  type TextModelName,
  textModelNames,
} from '../../../lib/constructs/inference/inference-profiles';
import { modelsIn } from '../../../lib/designs/chat/models';
import { checkRegions } from '../../../lib/designs/chat/regions';
import { chatConfiguration, chatSettings } from '../../../lib/designs/chat/settings';

const context = { '@aws-cdk/core:enablePartitionLiterals': true };

function arnsIn(region: string, names: readonly TextModelName[]): string[] {
  const stack = new Stack(new App({ context }), 'Stack', { env: { region, account: '123456789012' } });
  return stack.resolve(inferenceArns(stack, names));
}

describe('models of a region', () => {
  it.each([
    ['us-east-1', 'us.amazon.nova-lite-v1:0'],
    ['eu-west-1', 'eu.amazon.nova-lite-v1:0'],
    ['ap-northeast-1', 'apac.amazon.nova-lite-v1:0'],
  ])('in %s are called by the inference profile of its geography', (region, bedrockModelId) => {
    expect(modelsIn(region, ['nova-lite'])).toEqual([
      {
        id: 'nova-lite',
        bedrockModelId,
        contextTokens: 300_000,
        maxOutputTokens: 5_000,
        takes: ['image', 'document'],
        prices: { inputPerMTok: 0.06, outputPerMTok: 0.24, cachedPerMTok: 0.015 },
        promptCaching: { minTokens: 1_000, maxTokens: 20_000 },
      },
    ]);
  });

  it('keep the order of the setting, the first being the default', () => {
    expect(modelsIn('us-east-1', ['nova-pro', 'nova-micro']).map(({ id }) => id)).toEqual(['nova-pro', 'nova-micro']);
  });

  it('do not exist where no inference profile can be called, which an error says with the region', () => {
    expect(() => modelsIn('sa-east-1', ['nova-lite'])).toThrow(/sa-east-1; choose one of us-east-1, /);
  });
});

describe('what a role may invoke', () => {
  it('is the inference profile and the model in every region it routes to', () => {
    expect(arnsIn('eu-west-1', ['nova-micro'])).toEqual([
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-micro-v1:0',
      'arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-micro-v1:0',
      'arn:aws:bedrock:eu-north-1::foundation-model/amazon.nova-micro-v1:0',
      'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-micro-v1:0',
      'arn:aws:bedrock:eu-west-3::foundation-model/amazon.nova-micro-v1:0',
    ]);
  });

  it('includes the calling region where that is no destination of the others', () => {
    expect(arnsIn('eu-south-1', ['nova-micro'])).toContain(
      'arn:aws:bedrock:eu-south-1::foundation-model/amazon.nova-micro-v1:0',
    );
  });

  it.each(textModelNames)('names %s and never a wildcard', (name) => {
    for (const arn of arnsIn('ap-northeast-1', [name])) {
      expect(arn).toMatch(/^arn:aws:bedrock:[a-z0-9-]+:(123456789012)?:[a-z-]+\/[a-z0-9.:-]+$/);
    }
  });
});

describe('settings of chat', () => {
  it.each(Object.entries(chatConfiguration.presets))('hold for preset %s', (_, preset) => {
    expect(chatSettings.safeParse(preset).error).toBeUndefined();
  });

  it.each([
    ['a model that is not in the catalogue', { models: ['nova-mega'] }],
    ['a model named twice', { models: ['nova-lite', 'nova-lite'] }],
    ['no model', { models: [] }],
    ['fewer generations than an event source takes', { generations: { paid: { maxConcurrency: 1 } } }],
    [
      'more pollers at least than at most',
      { generations: { ...chatConfiguration.presets.dev.generations, paid: { minPollers: 9, maxPollers: 3 } } },
    ],
    ['a key that is not known', { modles: ['nova-lite'] }],
  ])('refuse %s', (_, wrong) => {
    expect(chatSettings.safeParse({ ...chatConfiguration.presets.dev, ...wrong }).success).toBe(false);
  });
});

describe('regions of a stage', () => {
  const settings = chatSettings.parse(chatConfiguration.presets.dev);
  const guardrail = { id: 'gr1', version: '1' };

  it('may all be ones that the models can be called from, guarded or not', () => {
    const guardrails = { 'us-east-1': guardrail, 'eu-west-1': guardrail };
    expect(() => checkRegions('prod', ['us-east-1', 'eu-west-1'], settings)).not.toThrow();
    expect(() => checkRegions('prod', ['us-east-1', 'eu-west-1'], { ...settings, guardrails })).not.toThrow();
  });

  it('that do not fit are all named at once: without models, unguarded, guarded for nothing', () => {
    const guardrails = { 'us-east-1': guardrail, 'us-eest-1': guardrail };
    const check = () => checkRegions('prod', ['us-east-1', 'sa-east-1'], { ...settings, guardrails });
    expect(check).toThrow(/stages\.prod\.regions = sa-east-1: expected a region/);
    expect(check).toThrow(/stages\.prod\.designs\.chat\.guardrails\.us-eest-1: expected one of/);
    expect(check).toThrow(/stages\.prod\.designs\.chat\.guardrails\.sa-east-1: missing/);
  });
});
