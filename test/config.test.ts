import { App } from 'aws-cdk-lib';
import { z } from 'zod';
import { buildApp } from '../lib/app';
import { ConfigError, loadSettings } from '../lib/config';
import { type Design, defineDesign } from '../lib/design';
import { designs } from '../lib/designs/index';
import { cdkContext } from './support/cdk-context';

const schema = z.strictObject({
  monthlyBudgetUsd: z.number().positive(),
  size: z.enum(['small', 'large']),
  words: z.array(z.string()).min(1),
  bound: z.union([z.strictObject({ most: z.number() }), z.strictObject({ least: z.number() })]).optional(),
});

function sample(name: string): Design {
  const preset = { monthlyBudgetUsd: 5, size: 'small', words: ['a', 'b'] } as const;
  return defineDesign({
    name,
    summary: 'A design of this test',
    workload: { unit: 'item', perUnit: {}, targets: {} },
    configuration: {
      schema,
      presets: {
        dev: { ...preset, words: [...preset.words] },
        staging: { ...preset, words: [...preset.words] },
        prod: { ...preset, size: 'large', words: [...preset.words] },
      },
    },
    define: () => [],
  });
}

const registry = [sample('alpha'), sample('beta')];
const load = (context: Record<string, unknown>) => loadSettings(new App({ context }).node, registry);
const dev = (overrides: Record<string, unknown>) =>
  load({ stage: 'dev', stages: { dev: { preset: 'dev', ...overrides } } });

function problems(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('the stages of cdk.json', () => {
  it.each(['dev', 'staging', 'prod'])('%s is usable', (stage) => {
    const app = new App({ context: { ...cdkContext(), stage } });
    const settings = loadSettings(app.node, designs);
    expect(settings.stage).toBe(stage);
    expect(settings.designs.map(({ design }) => design)).toEqual(designs);
  });

  it('prod has several regions on three continents, keeps its data and needs a domain', () => {
    const settings = loadSettings(new App({ context: { ...cdkContext(), stage: 'prod' } }).node, designs);
    expect(settings.regions.map((region) => region.slice(0, 2)).sort()).toEqual(['ap', 'eu', 'us']);
    expect(settings.data).toEqual({ retain: true, deletionProtection: true, pointInTimeRecovery: true });
    expect(settings.domain).toBeDefined();
    expect(settings.network.vpc).toBe(true);
  });

  it('dev keeps nothing and provisions nothing', () => {
    const settings = loadSettings(new App({ context: { ...cdkContext(), stage: 'dev' } }).node, designs);
    expect(settings.data.retain).toBe(false);
    expect(settings.network.vpc).toBe(false);
    expect(settings.audit.sink).toBe('firehose');
  });
});

describe('what a stage sets', () => {
  it('is merged over its preset key by key, and lists are replaced', () => {
    const settings = dev({
      budget: { monthlyUsd: 7 },
      alerts: { emails: ['a@example.org'] },
      designs: { alpha: { words: ['c'] } },
    });
    expect(settings.budget).toEqual({ scope: 'account', monthlyUsd: 7, hardLimitPercent: 120 });
    expect(settings.alerts.emails).toEqual(['a@example.org']);
    expect(settings.designs[0]?.settings).toEqual({ monthlyBudgetUsd: 5, size: 'small', words: ['c'] });
  });

  it('chooses designs by name', () => {
    const names = load({ stage: 'dev', designs: 'beta', stages: { dev: { preset: 'dev' } } }).designs;
    expect(names.map(({ design }) => design.name)).toEqual(['beta']);
    expect(dev({}).designs.map(({ design }) => design.name)).toEqual(['alpha', 'beta']);
  });
});

describe('an error names the key, its value and what was expected', () => {
  it.each([
    [{ budget: { monthlyUsd: '50' } }, 'stages.dev.budget.monthlyUsd = "50": expected a number'],
    [{ budget: { monthlyUsd: 0 } }, 'stages.dev.budget.monthlyUsd = 0: expected more than 0'],
    [
      { bugdet: { monthlyUsd: 1 } },
      expect.stringMatching(/^stages\.dev\.bugdet = {"monthlyUsd":1}: unknown key, expected regions, .*budget/),
    ],
    [{ audit: { sink: 'sqs' } }, 'stages.dev.audit.sink = "sqs": expected firehose or kinesis'],
    [{ regions: ['us-east'] }, 'stages.dev.regions.0 = "us-east": expected an AWS region such as us-east-1'],
    [{ regions: [] }, 'stages.dev.regions = []: expected at least 1 entries'],
    [
      { logs: { retentionDays: 15 } },
      expect.stringMatching(/^stages\.dev\.logs\.retentionDays = 15: expected 1, 3, 5, /),
    ],
    [{ alerts: { emails: ['me'] } }, 'stages.dev.alerts.emails.0 = "me": expected a valid email address'],
    [
      { alerts: { slack: { workspaceId: 'x', channelId: 'C0123' } } },
      'stages.dev.alerts.slack.workspaceId = "x": expected a Slack workspace id such as T0123ABCD',
    ],
    [{ domain: { name: 'example.org' } }, 'stages.dev.domain.hostedZoneId: missing, expected a string'],
    [{ designs: { gamma: {} } }, 'stages.dev.designs.gamma: unknown design, expected alpha or beta'],
    [{ designs: { alpha: { size: 'huge' } } }, 'stages.dev.designs.alpha.size = "huge": expected small or large'],
    [
      { designs: { alpha: { sise: 1 } } },
      'stages.dev.designs.alpha.sise = 1: unknown key, expected monthlyBudgetUsd, size, words or bound',
    ],
    [
      { designs: { alpha: { bound: { most: 'x' } } } },
      'stages.dev.designs.alpha.bound = {"most":"x"}: expected most: a number, or least: a number and no most',
    ],
    [
      { audit: { coldAfterDays: 90 } },
      'stages.dev.audit.expireAfterDays = 120: expected at least 90 more than coldAfterDays, 90: cold storage bills as many days at least',
    ],
    [
      { regions: ['us-east-1', 'eu-west-1'] },
      'stages.dev.domain: missing, expected { name, hostedZoneId }: 2 regions are told apart by DNS latency records',
    ],
  ])('%j', (overrides, expected) => {
    expect(problems(() => dev(overrides))).toEqual([expected]);
  });

  it.each([
    [{ stage: 'qa', stages: { dev: { preset: 'dev' } } }, 'stage = "qa": expected dev'],
    [{ stages: { dev: { preset: 'dev' } } }, 'stage = nothing: expected dev'],
    [
      { stage: 'dev', stages: { dev: { preset: 'huge' } } },
      'stages.dev.preset = "huge": expected dev, staging or prod',
    ],
    [
      { stage: 'dev', designs: 'alpha,delta', stages: { dev: { preset: 'dev' } } },
      'designs = "alpha,delta": expected a comma-separated list of alpha or beta',
    ],
  ])('%j', (context, expected) => {
    expect(problems(() => load(context))).toContainEqual(expected);
  });

  it('says nothing of a stage that could not be read for another reason', () => {
    const context = { stage: 'dev', stages: { dev: { preset: 'dev', designs: { alpha: 1 } } } };
    expect(problems(() => load(context))).toEqual(['stages.dev.designs.alpha = 1: expected an object']);
  });

  it('reports all problems at once', () => {
    const found = problems(() =>
      dev({ budget: { monthlyUsd: -1 }, typo: 1, designs: { alpha: { words: [] }, gamma: {} } }),
    );
    expect(found).toHaveLength(4);
  });
});

it('synthesizes nothing when the configuration is wrong', () => {
  const app = new App({ context: { stage: 'dev', stages: { dev: { preset: 'dev', regions: 'us-east-1' } } } });
  expect(() => buildApp(app)).toThrow(ConfigError);
  expect(app.node.children.filter(({ node }) => node.id.startsWith('dev'))).toEqual([]);
});
