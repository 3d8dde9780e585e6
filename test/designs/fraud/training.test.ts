import { registerModelEnv } from '../../../lambdas/fraud/env';
import { fraudConfiguration } from '../../../lib/designs/fraud/settings';
import { xgboostImage } from '../../../lib/designs/fraud/xgboost-image';
import { rules } from '../../support/conventions';
import { type SynthesizedStage, stageWith } from '../../support/stages';
import { at, isRecord, type Located, list, property, referenced, resources } from '../../support/template';
import { templateSerializer } from '../../support/template-serializer';

expect.addSnapshotSerializer(templateSerializer);

const settings = {
  instanceType: 'ml.m5.xlarge',
  volumeGb: 30,
  maxRunMinutes: 60,
  maxWaitMinutes: 120,
  leastAucpr: 0.5,
  onDrift: true,
};
const name = 'dev-fraud-training';

let synthesized: SynthesizedStage;
beforeAll(() => {
  synthesized = stageWith('dev', { designs: { fraud: { training: settings } } }, { designs: 'fraud' });
}, 120_000);

const all = (type: string): Located[] =>
  resources(
    synthesized.stacks.filter((stack) => stack.name === name),
    type,
  );
const only = (type: string, id = ''): Located => {
  const [found, ...more] = all(type).filter((one) => one.id.startsWith(id));
  if (!found || more.length > 0) throw new Error(`expected one ${type} ${id}`);
  return found;
};

/** The pipeline's definition, what is known only in an account written as `<...>`. */
function definition(): Record<string, unknown> {
  const body = property(only('AWS::SageMaker::Pipeline'), 'PipelineDefinition', 'PipelineDefinitionBody');
  const [, parts] = isRecord(body) ? list(body['Fn::Join']) : ['', [body]];
  return JSON.parse(
    list(parts)
      .map((part) => (typeof part === 'string' ? part : String(at(part, 'Fn::Sub') ?? '<...>')))
      .join(''),
  );
}
const stepOf = (steps: unknown, wanted: string) =>
  list(steps).find((step) => isRecord(step) && step.Name === wanted) as Readonly<Record<string, unknown>>;

/** Each action of a role's own policies, with the resources as text. */
const allowed = (role: string) =>
  all('AWS::IAM::Policy')
    .filter((policy) => policy.id.startsWith(role))
    .flatMap((policy) => list(property(policy, 'PolicyDocument', 'Statement')))
    .flatMap((statement) =>
      list(at(statement, 'Action')).map((action) => [String(action), JSON.stringify(statement)] as const),
    );

it('is in no preset: a stage asks for it by itself', () => {
  for (const preset of Object.values(fraudConfiguration.presets)) expect(preset).not.toHaveProperty('training');
});

it('passes cdk-nag, the schema check and every convention', () => {
  const failed = synthesized.report.pluginReports?.filter(({ conclusion }) => conclusion !== 'success');
  expect(failed).toEqual([]);
  const view = { stacks: synthesized.stacks, designs: ['fraud'], idlesCheaply: true, keepsData: false };
  expect(rules.flatMap((rule) => rule.check(view))).toEqual([]);
});

it('is as it was', () => expect(synthesized.template(name)).toMatchSnapshot());

describe('the pipeline', () => {
  it('trains on spot instances, cut off from the network, encrypted, for a time that is bounded', () => {
    const { Version, Steps } = definition();
    expect(Version).toBe('2020-12-01');
    const job = stepOf(Steps, 'Train');
    expect(job).toMatchObject({
      Type: 'Training',
      Arguments: {
        AlgorithmSpecification: { TrainingImage: xgboostImage('us-east-1'), TrainingInputMode: 'File' },
        EnableNetworkIsolation: true,
        EnableManagedSpotTraining: true,
        StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
        ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeKmsKeyId: '<...>' },
        OutputDataConfig: { KmsKeyId: '<...>' },
        Tags: expect.arrayContaining([{ Key: 'workload', Value: 'dev-fraud' }]),
      },
    });
    const { InputDataConfig, HyperParameters } = job.Arguments as Record<string, unknown>;
    expect(list(InputDataConfig).map((channel) => at(channel, 'ChannelName'))).toEqual(['train', 'validation', 'code']);
    const program = JSON.parse(String(at(HyperParameters, 'sagemaker_program')));
    const code = String(at(list(InputDataConfig)[2], 'DataSource', 'S3DataSource', 'S3Uri'));
    expect(program).toMatch(/^[0-9a-f]{64}\.py$/);
    expect(code.endsWith(`/${program}`)).toBe(true);
  });

  it('finds the figure that the condition reads in what the script prints', () => {
    const { Steps } = definition();
    const [metric] = list(at(stepOf(Steps, 'Train'), 'Arguments', 'AlgorithmSpecification', 'MetricDefinitions'));
    const printed = '[299]\ttrain-logloss:0.01\ttrain-aucpr:0.9\tvalidation-logloss:0.02\tvalidation-aucpr:0.76931';
    expect(new RegExp(String(at(metric, 'Regex'))).exec(printed)?.[1]).toBe('0.76931');
    const [condition] = list(at(stepOf(Steps, 'IsGoodEnough'), 'Arguments', 'Conditions'));
    expect(at(condition, 'LeftValue', 'Get')).toBe(`Steps.Train.FinalMetricDataList['${at(metric, 'Name')}'].Value`);
  });

  it('lays what is good enough before people, and approves nothing itself', () => {
    const { Steps } = definition();
    const register = stepOf(at(stepOf(Steps, 'IsGoodEnough'), 'Arguments', 'IfSteps'), 'Register');
    expect(register).toMatchObject({
      Type: 'RegisterModel',
      Arguments: { ModelApprovalStatus: 'PendingManualApproval', ModelPackageGroupName: 'dev-fraud' },
    });
    expect(JSON.stringify(synthesized.template(name))).not.toContain('UpdateModelPackage');
  });
});

describe('roles', () => {
  it('let a training read its data and script, and write models and nothing else', () => {
    const byAction = new Map(allowed('RolesTraining'));
    expect([...byAction.keys()].sort()).toEqual([
      ...['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      ...['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
    ]);
    expect(byAction.get('s3:PutObject')).toContain('/output/*');
    expect(byAction.get('kms:CreateGrant')).toContain('kms:GrantIsForAWSResource');
  });

  it('let a pipeline pass on the role of trainings alone, to SageMaker alone', () => {
    const passed = allowed('RolesPipeline').filter(([action]) => action === 'iam:PassRole');
    expect(passed).toHaveLength(1);
    expect(passed[0]?.[1]).toMatch(/RolesTraining.*|.*iam:PassedToService.*sagemaker/);
    expect(allowed('RolesPipeline').map(([action]) => action)).not.toContain('s3:PutObject');
  });

  it('let the function that takes models in read outputs, and add to the models', () => {
    const actions = allowed('RegisterRole').map(([action]) => action);
    expect(actions.filter((action) => action.startsWith('s3:'))).toEqual(['s3:GetObject']);
    expect(actions).toContain('sns:Publish');
    const role = only('AWS::IAM::Role', 'RegisterRole');
    expect(JSON.stringify(property(role, 'ManagedPolicyArns'))).toMatch(/ModelsWrite/);
  });
});

describe('events', () => {
  it('of an approval reach the function, and what became of it the alerts topic', () => {
    expect(property(only('AWS::Events::Rule', 'Approved'), 'EventPattern')).toEqual({
      source: ['aws.sagemaker'],
      'detail-type': ['SageMaker Model Package State Change'],
      detail: { ModelPackageGroupName: ['dev-fraud'], ModelApprovalStatus: ['Approved'] },
    });
    const { OnSuccess, OnFailure } = property(only('AWS::Lambda::EventInvokeConfig'), 'DestinationConfig') as Record<
      string,
      { readonly Destination: unknown }
    >;
    const { stack } = only('AWS::Lambda::EventInvokeConfig');
    for (const told of [OnSuccess, OnFailure]) {
      expect(referenced(synthesized.stacks, stack, told?.Destination)?.type).toBe('AWS::SNS::Topic');
    }
  });

  it('of drift start the pipeline: those of every drift alarm', () => {
    const rule = only('AWS::Events::Rule', 'OnDrift');
    expect(property(rule, 'EventPattern')).toMatchObject({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { state: { value: ['ALARM'] } },
    });
    const alarms = list(property(rule, 'EventPattern', 'resources')).map(
      (alarm) => referenced(synthesized.stacks, rule.stack, alarm)?.id,
    );
    expect(alarms.map((id) => id?.replace(/Alarm.*/, '')).sort()).toEqual([
      'DriftCalibration',
      'DriftFeatures',
      'DriftScores',
    ]);
    expect(allowed('StarterDefaultPolicy').map(([action]) => action)).toEqual(['sagemaker:StartPipelineExecution']);
  });

  it('tell the function what its environment asks for', () => {
    const variables = property(only('AWS::Lambda::Function', 'Register'), 'Environment', 'Variables');
    expect(Object.keys(isRecord(variables) ? variables : {})).toEqual(
      expect.arrayContaining(Object.keys(registerModelEnv.shape)),
    );
  });
});

it('is refused where it is not known where the container is', () => {
  expect(() => xgboostImage('mars-north-1')).toThrow('mars-north-1');
});
