import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { champion } from '../../../lambdas/fraud/champion';
import { parseXgboost } from '../../../lambdas/fraud/domain/model/xgboost';
import { decideEnv } from '../../../lambdas/fraud/env';
import { parseEnv } from '../../../lambdas/shared/parse-env';
import { modelArchive } from '../../../lib/designs/fraud/model-archive';
import { onlyFileOf } from '../../../models/fraud/xgboost/archive';
import { rules, viewOf } from '../../support/conventions';
import { type SynthesizedStage, stage, stageWith } from '../../support/stages';
import { at, isRecord, property, resources } from '../../support/template';
import { grantedIn, permissions } from './permissions';

const endpoint = {
  instanceType: 'ml.c5.xlarge',
  instances: { min: 2, max: 6, concurrentRequests: 8 },
  monthlyBudgetUsd: 600,
  latencyAlarmMs: 20,
};
const hosted = { model: { host: 'endpoint', endpoint } };
const withEndpoint = (name: string, more: object = {}) =>
  stageWith(
    name,
    { designs: { fraud: { model: { host: 'endpoint', endpoint: { ...endpoint, ...more } } } } },
    { designs: 'fraud' },
  );

describe.each([
  ['dev', 'firehose:PutRecord'],
  ['prod', 'kinesis:PutRecord'],
] as const)('stage %s with its model on an endpoint', (name, audit) => {
  let synthesized: SynthesizedStage;
  let template: Template;
  beforeAll(() => {
    synthesized = withEndpoint(name);
    template = Template.fromJSON({ ...synthesized.template(`${name}-fraud-model`) });
  }, 240_000);

  const only = (type: string) => {
    const [one, ...more] = Object.values(template.findResources(type));
    if (!one || more.length > 0) throw new Error(`${more.length + 1} of ${type}`);
    return one.Properties as Readonly<Record<string, unknown>>;
  };
  const nameOf = () => String(only('AWS::SageMaker::Endpoint').EndpointName);

  it('passes cdk-nag and the schema check', () => {
    expect(synthesized.report.pluginReports).not.toHaveLength(0);
    expect(synthesized.report.pluginReports?.filter(({ conclusion }) => conclusion !== 'success')).toEqual([]);
  });

  it('keeps every convention', () => {
    // Instances are what it costs.
    const view = viewOf(synthesized, { idlesCheaply: false });
    expect(rules.flatMap((rule) => rule.check(view))).toEqual([]);
  });

  it('holds no state, so that it can be replaced, and is there before who calls it', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    );
    expect(types.filter((type) => /DynamoDB|::S3::|Kinesis/.test(type))).toEqual([]);
    const fraud = synthesized.stacks.find(({ name: stack }) => stack === `${name}-fraud`);
    expect(fraud?.dependencies).toContain(`${name}-fraud-model`);
  });

  it("is AWS's container for XGBoost on as many instances as the stage says, apart from any network", () => {
    template.hasResourceProperties('AWS::SageMaker::Model', {
      EnableNetworkIsolation: true,
      PrimaryContainer: {
        Image: '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1',
        ModelDataSource: { S3DataSource: Match.objectLike({ S3DataType: 'S3Object', CompressionType: 'Gzip' }) },
      },
    });
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      KmsKeyId: Match.anyValue(),
      ProductionVariants: [
        Match.objectLike({ VariantName: 'AllTraffic', InstanceType: 'ml.c5.xlarge', InitialInstanceCount: 2 }),
      ],
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      ResourceId: `endpoint/${nameOf()}/variant/AllTraffic`,
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      MinCapacity: 2,
      MaxCapacity: 6,
    });
    expect(JSON.stringify(only('AWS::SageMaker::Model').VpcConfig ?? 'none')).toMatch(
      name === 'prod' ? /Subnet/ : /none/,
    );
  });

  it('may read that file, its image and nothing else, and writes a log that ends', () => {
    const [role] = Object.values(template.findResources('AWS::IAM::Policy'));
    const statements = at(role, 'Properties', 'PolicyDocument', 'Statement') as {
      Action: unknown;
      Resource: unknown;
    }[];
    const reads = statements.filter(({ Action }) => JSON.stringify(Action).includes('s3:'));
    expect(reads).toHaveLength(1);
    expect(JSON.stringify(reads[0])).toMatch(/"s3:GetObject".*[0-9a-f]{64}\.gz"/);
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/sagemaker/Endpoints/${nameOf()}`,
      RetentionInDays: Match.anyValue(),
    });
  });

  it('rings at errors, lateness and busy processors, of which the first two undo a rollout', () => {
    const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).filter(([id]) =>
      id.startsWith('Champion'),
    );
    const thresholds = Object.fromEntries(
      alarms.map(([id, alarm]) => [id.replace(/Alarm.*|^Champion/g, ''), alarm.Properties.Threshold]),
    );
    expect(thresholds).toMatchObject({ Errors: 1, Latency: 20_000, Cpu: 70 });
    expect(JSON.stringify(alarms.find(([id]) => id.includes('Cpu')))).toContain('"sum / 4"');
    const rollback = at(only('AWS::SageMaker::Endpoint'), 'DeploymentConfig', 'AutoRollbackConfiguration', 'Alarms');
    expect(rollback).toHaveLength(2);
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: Match.objectLike({ BudgetLimit: { Amount: 600, Unit: 'USD' } }),
    });
  });

  it('is asked by the function that decides, which is told its name, and by nobody else', () => {
    const granted = grantedIn(synthesized, `${name}-fraud`);
    const before = permissions(audit);
    expect(granted).toEqual({
      ...before,
      Decide: { ...before.Decide, [`endpoint ${nameOf()}`]: ['sagemaker:InvokeEndpoint'] },
    });
    const stacks = synthesized.stacks.filter((one) => one.name === `${name}-fraud`);
    const [decide] = resources(stacks, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('Decide'));
    const variables = decide && property(decide, 'Environment', 'Variables');
    const told = Object.entries(isRecord(variables) ? variables : {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : key,
    ]);
    expect(parseEnv(decideEnv, Object.fromEntries(told)).MODEL_ENDPOINT_NAME).toBe(nameOf());
  });
});

it('has the champion, which scores as it does in the function', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'fraud-model-'));
  try {
    const app = new App({ outdir });
    const { assetPath } = modelArchive(new Stack(app, 'Stack'), 'Archive');
    const { name, body } = onlyFileOf(readFileSync(resolve(outdir, assetPath)));
    expect(name).toBe('xgboost-model.json');
    expect(parseXgboost(body.toString())).toEqual(champion().ensemble);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

it('has another name on other instances, and the same for more of them', () => {
  const named = (more: object) => {
    const fraud = { model: { host: 'endpoint', endpoint: { ...endpoint, ...more } } };
    const template = stageWith('dev', { designs: { fraud } }, { designs: 'fraud' }).template('dev-fraud-model');
    const [found] = Object.values(Template.fromJSON({ ...template }).findResources('AWS::SageMaker::Endpoint'));
    return found?.Properties.EndpointName;
  };
  const usual = named({});
  expect(usual).toMatch(/^dev-fraud-[0-9a-f]{10}$/);
  expect(named({ instanceType: 'ml.m5.large' })).not.toBe(usual);
  expect(named({ instances: { ...endpoint.instances, max: 9 } })).toBe(usual);
}, 240_000);

describe('without the setting', () => {
  it.each(['dev', 'staging', 'prod'])(
    'stage %s has neither stack nor variable',
    (name) => {
      expect(stage(name).stacks.map((one) => one.name)).not.toContain(`${name}-fraud-model`);
      expect(JSON.stringify(stage(name).stacks)).not.toContain('MODEL_ENDPOINT_NAME');
    },
    180_000,
  );
});

describe('settings that do not fit are refused by name', () => {
  const model = (settings: object) => () => stageWith('dev', { designs: { fraud: settings } }, { designs: 'fraud' });

  it.each<[object, RegExp]>([
    [{ model: { host: 'gpu' } }, /fraud\.model\.host = "gpu": expected in-process or endpoint/],
    [{ model: { host: 'endpoint' } }, /fraud\.model.*expected an endpoint with its instances beside host endpoint/],
    [
      { model: { host: 'endpoint', endpoint: { ...endpoint, instanceType: 'ml.c7g.large' } } },
      /instanceType = "ml\.c7g\.large": expected an instance type of SageMaker with x86 processors/,
    ],
    [
      { model: { host: 'endpoint', endpoint: { ...endpoint, instances: { min: 3, max: 2, concurrentRequests: 1 } } } },
      /instances.*expected no more min than max/,
    ],
    [
      { model: { host: 'endpoint', endpoint: { ...endpoint, instances: { min: 0, max: 2, concurrentRequests: 1 } } } },
      /instances\.min = 0: expected at least 1/,
    ],
  ])('%j', (settings, message) => {
    expect(model(settings)).toThrow(message);
  });

  it('one instance where a zone may be lost', () => {
    const single = { ...endpoint, instances: { ...endpoint.instances, min: 1 } };
    const fraud = { model: { host: 'endpoint', endpoint: single } };
    expect(() => stageWith('prod', { designs: { fraud } }, { designs: 'fraud' })).toThrow(
      /prod\.designs\.fraud\.model\.endpoint\.instances\.min = 1: expected at least 2/,
    );
  });

  it('a region without the container', () => {
    expect(() =>
      stageWith('dev', { regions: ['mx-central-1'], designs: { fraud: hosted } }, { designs: 'fraud' }),
    ).toThrow(/AWS keeps no XGBoost container in mx-central-1/);
  });
});
