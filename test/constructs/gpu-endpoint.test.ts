import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ROUTED_PREFIX_BYTES } from '../../lambdas/chat/adapters/sagemaker-model';
import { digestOf } from '../../lib/constructs/gpu-endpoint/artifacts';
import { vllmImage } from '../../lib/constructs/gpu-endpoint/container-image';
import { GpuEndpoint, type GpuEndpointProps } from '../../lib/constructs/gpu-endpoint/gpu-endpoint';
import { foundationIn } from '../support/foundation';

const digit = (value: number) => value.toString(16).repeat(64).slice(0, 64);
const files = { 'config.json': digit(1), 'model-00001-of-00002.safetensors': digit(2) };
const artifacts = { bucketName: 'models-of-acme', prefix: 'qwen3-8b', files };
const other = { ...artifacts, files: { 'config.json': digit(3) } };
const base: Omit<GpuEndpointProps, 'foundation'> = {
  name: 'chat',
  mode: 'components',
  model: { artifacts, environment: { SM_VLLM_MAX_MODEL_LEN: '8192' } },
  instanceType: 'ml.g5.xlarge',
  scale: { min: 0, max: 4, concurrentRequests: 8 },
  monthlyBudgetUsd: 500,
  latencyAlarm: Duration.seconds(20),
};

function endpoint(props: Partial<GpuEndpointProps> = {}, stage = 'dev') {
  const { stack, foundation } = foundationIn(stage);
  const made = new GpuEndpoint(stack, 'Gpu', { foundation, ...base, ...props });
  return { stack, made, template: () => Template.fromStack(stack) };
}
const templateOf = (props: Partial<GpuEndpointProps> = {}, stage?: string) => endpoint(props, stage).template();
const variants: Partial<GpuEndpointProps> = { mode: 'variants', scale: { min: 2, max: 6, concurrentRequests: 8 } };

describe('an endpoint of inference components', () => {
  const template = templateOf();

  it('lets SageMaker add and remove instances, down to none', () => {
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [
        Match.objectLike({
          VariantName: 'AllTraffic',
          ModelName: Match.absent(),
          InitialInstanceCount: 1,
          ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 4 },
        }),
      ],
      ExecutionRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Serving'), 'Arn'] },
    });
  });

  it('creates its component with one copy, since SageMaker creates none without', () => {
    template.hasResourceProperties('AWS::SageMaker::InferenceComponent', {
      InferenceComponentName: 'dev-chat',
      EndpointName: { 'Fn::GetAtt': [Match.stringLikeRegexp('Endpoint'), 'EndpointName'] },
      VariantName: 'AllTraffic',
      RuntimeConfig: { CopyCount: 1 },
      Specification: {
        ModelName: { 'Fn::GetAtt': [Match.stringLikeRegexp('Model'), 'ModelName'] },
        ComputeResourceRequirements: { NumberOfAcceleratorDevicesRequired: 1, MinMemoryRequiredInMb: 1024 },
      },
    });
  });

  it('tracks concurrent requests per copy', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      ServiceNamespace: 'sagemaker',
      ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
      ResourceId: 'inference-component/dev-chat',
      MinCapacity: 0,
      MaxCapacity: 4,
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: Match.objectLike({
        TargetValue: 8,
        PredefinedMetricSpecification: {
          PredefinedMetricType: 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution',
        },
      }),
    });
    const [target] = Object.values(template.findResources('AWS::ApplicationAutoScaling::ScalableTarget'));
    expect(JSON.stringify(target?.DependsOn)).toContain('HostingComponent');
  });

  it('is woken from nothing by the first request that finds no copy', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: Match.objectLike({
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      }),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SageMaker',
      MetricName: 'NoCapacityInvocationFailures',
      Dimensions: [{ Name: 'InferenceComponentName', Value: 'dev-chat' }],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Wake') }],
    });
  });

  it('needs no waking where a copy is always there', () => {
    const kept = templateOf({ scale: { min: 1, max: 4, concurrentRequests: 8 } });
    kept.resourcePropertiesCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', { PolicyType: 'StepScaling' }, 0);
    kept.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [Match.objectLike({ ManagedInstanceScaling: Match.objectLike({ MinInstanceCount: 1 }) })],
    });
  });

  it('is warm in the hours that are named', () => {
    const warmHours = {
      from: 'cron(0 8 ? * MON-FRI *)',
      until: 'cron(0 20 ? * MON-FRI *)',
      min: 2,
      timeZone: 'Europe/Berlin',
    };
    templateOf({ scale: { ...base.scale, warmHours } }).hasResourceProperties(
      'AWS::ApplicationAutoScaling::ScalableTarget',
      {
        ScheduledActions: [
          Match.objectLike({
            Schedule: 'cron(0 8 ? * MON-FRI *)',
            Timezone: 'Europe/Berlin',
            ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 4 },
          }),
          Match.objectLike({ ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 4 } }),
        ],
      },
    );
  });

  it('rolls out in batches, and back when errors or latency ring', () => {
    const deployment = {
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
        RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 100 },
        WaitIntervalInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 14_400,
      },
      AutoRollbackConfiguration: {
        Alarms: [
          { AlarmName: { Ref: Match.stringLikeRegexp('Errors') } },
          { AlarmName: { Ref: Match.stringLikeRegexp('Latency') } },
        ],
      },
    };
    template.hasResourceProperties('AWS::SageMaker::InferenceComponent', { DeploymentConfig: deployment });
    template.hasResourceProperties('AWS::SageMaker::Endpoint', { DeploymentConfig: deployment });
  });

  it('routes a conversation to one instance, by as many bytes as clients keep the same', () => {
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [
        Match.objectLike({
          RoutingConfig: {
            RoutingStrategy: 'PREFIX_AWARE',
            PrefixAwareRoutingConfig: { PrefixLength: ROUTED_PREFIX_BYTES, ConcurrencyThreshold: 32 },
          },
        }),
      ],
    });
  });

  it('tells people of errors, latency and the GPU', () => {
    const component = [{ Name: 'InferenceComponentName', Value: 'dev-chat' }];
    const expected: [string, object][] = [
      ['ModelLatency', { Namespace: 'AWS/SageMaker', ExtendedStatistic: 'p95', Threshold: 20_000_000 }],
      ['GPUMemoryUtilizationNormalized', { Namespace: '/aws/sagemaker/InferenceComponents', Threshold: 97 }],
      ['GPUUtilizationNormalized', { Namespace: '/aws/sagemaker/InferenceComponents', EvaluationPeriods: 3 }],
    ];
    for (const [MetricName, properties] of expected) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName,
        Dimensions: component,
        AlarmActions: [{ Ref: Match.stringLikeRegexp('Alerts') }],
        ...properties,
      });
    }
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith([
        Match.objectLike({
          MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'InvocationModelErrors' }) }),
        }),
      ]),
    });
  });

  it('has a budget of its own', () => {
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: {
        BudgetLimit: { Amount: 500, Unit: 'USD' },
        CostFilters: { TagKeyValue: ['user:gpu-endpoint$dev-chat'], Region: ['us-east-1'] },
      },
    });
    template.hasResourceProperties('AWS::SageMaker::Endpoint', {
      Tags: Match.arrayWith([{ Key: 'gpu-endpoint', Value: 'dev-chat' }]),
    });
  });

  it('serves a canary as a component of its own, by its own name', () => {
    const canary = templateOf({ canary: { artifacts: other, count: 1 } });
    canary.resourceCountIs('AWS::SageMaker::InferenceComponent', 2);
    canary.hasResourceProperties('AWS::SageMaker::InferenceComponent', { InferenceComponentName: 'dev-chat-canary' });
    canary.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [Match.objectLike({ ManagedInstanceScaling: Match.objectLike({ MaxInstanceCount: 5 }) })],
    });
  });
});

describe('an endpoint of variants', () => {
  it('scales instances and rolls them out in batches', () => {
    const template = templateOf(variants);
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ExecutionRoleArn: Match.absent(),
      EnableNetworkIsolation: Match.absent(),
      ProductionVariants: [
        Match.objectLike({
          ModelName: { 'Fn::GetAtt': [Match.stringLikeRegexp('Model'), 'ModelName'] },
          InitialInstanceCount: 2,
          ManagedInstanceScaling: Match.absent(),
        }),
      ],
    });
    template.resourceCountIs('AWS::SageMaker::InferenceComponent', 0);
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      ResourceId: 'endpoint/dev-chat/variant/AllTraffic',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    });
    template.hasResourceProperties('AWS::SageMaker::Endpoint', {
      DeploymentConfig: Match.objectLike({
        RollingUpdatePolicy: Match.anyValue(),
        BlueGreenUpdatePolicy: Match.absent(),
      }),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ModelLatency',
      Dimensions: [
        { Name: 'EndpointName', Value: 'dev-chat' },
        { Name: 'VariantName', Value: 'AllTraffic' },
      ],
    });
  });

  it('gives a canary its share, and replaces the fleet as a whole then', () => {
    const template = templateOf({ ...variants, canary: { artifacts: other, count: 1, percent: 10 } });
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [
        Match.objectLike({ VariantName: 'AllTraffic', InitialVariantWeight: 0.9 }),
        Match.objectLike({ VariantName: 'Canary', InitialVariantWeight: 0.1, InitialInstanceCount: 1 }),
      ],
    });
    template.hasResourceProperties('AWS::SageMaker::Endpoint', {
      DeploymentConfig: {
        BlueGreenUpdatePolicy: Match.objectLike({
          TrafficRoutingConfiguration: Match.objectLike({ Type: 'ALL_AT_ONCE' }),
        }),
        AutoRollbackConfiguration: Match.anyValue(),
      },
    });
  });

  it('copies requests to a shadow', () => {
    templateOf({ ...variants, shadow: { artifacts: other, count: 1, percent: 25 } }).hasResourceProperties(
      'AWS::SageMaker::EndpointConfig',
      {
        ProductionVariants: [Match.objectLike({ VariantName: 'AllTraffic', InitialVariantWeight: 1 })],
        ShadowProductionVariants: [Match.objectLike({ VariantName: 'Shadow', InitialVariantWeight: 0.25 })],
      },
    );
  });
});

describe('what does not go together is refused by name', () => {
  const second = { artifacts: other, count: 1 };
  const cases: [string, Partial<GpuEndpointProps>, RegExp][] = [
    ['a shadow of components', { shadow: { ...second, percent: 5 } }, /shadow with mode 'components'.*mode 'variants'/],
    ['a share of a canary component', { canary: { ...second, percent: 5 } }, /canary\.percent with mode 'components'/],
    ['variants of none', { ...variants, scale: base.scale }, /scale\.min 0 with mode 'variants'/],
    ['instances of variants', { ...variants, instances: { min: 1, max: 2 } }, /instances with mode 'variants'/],
    [
      'a canary and a shadow',
      { ...variants, canary: { ...second, percent: 5 }, shadow: { ...second, percent: 5 } },
      /canary and shadow together/,
    ],
    ['a canary variant without a share', { ...variants, canary: second }, /canary\.percent is not between/],
    [
      'copies without instances',
      { scale: { ...base.scale, min: 1 }, instances: { min: 0, max: 4 } },
      /instances\.min 0/,
    ],
    ['less than none', { scale: { ...base.scale, max: 0 } }, /scale\.max 0/],
    ['an instance of EC2', { instanceType: 'g5.xlarge' }, /instanceType 'g5\.xlarge'/],
    ['an image elsewhere', { image: 'docker.io/vllm/vllm-openai:latest' }, /no image in ECR/],
    ['no digest', { model: { artifacts: { ...artifacts, files: { a: 'abc' } } } }, /artifacts\.files\['a'\]: 'abc'/],
    ['no files', { model: { artifacts: { ...artifacts, files: {} } } }, /artifacts\.files is empty/],
    [
      'a path that leaves',
      { model: { artifacts: { ...artifacts, files: { '../a': digit(1) } } } },
      /leaves its folder/,
    ],
  ];
  it.each(cases)('%s', (_, props, message) => {
    expect(() => endpoint(props)).toThrow(message);
  });
});

describe('what is deployed', () => {
  it('is read from a folder named by the digest of all its files, once these are verified', () => {
    const template = templateOf();
    const digest = digestOf(artifacts);
    template.hasResourceProperties('Custom::VerifiedArtifacts', {
      ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('Verify'), 'Arn'] },
      Bucket: 'models-of-acme',
      Prefix: `qwen3-8b/${digest}/`,
      Files: JSON.stringify(files),
    });
    template.hasResourceProperties('AWS::SageMaker::Model', {
      PrimaryContainer: {
        ModelDataSource: {
          S3DataSource: {
            S3Uri: { 'Fn::GetAtt': [Match.stringLikeRegexp('Verified'), 'Uri'] },
            S3DataType: 'S3Prefix',
            CompressionType: 'None',
          },
        },
      },
    });
    expect(digestOf({ files: Object.fromEntries(Object.entries(files).reverse()) })).toBe(digest);
    expect(digestOf(other)).not.toBe(digest);
  });

  it('has no network, and fetches nothing while it runs', () => {
    const template = templateOf();
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', { EnableNetworkIsolation: true });
    template.hasResourceProperties('AWS::SageMaker::Model', {
      EnableNetworkIsolation: true,
      PrimaryContainer: Match.objectLike({
        Environment: Match.objectLike({
          HF_HUB_OFFLINE: '1',
          SM_VLLM_MAX_MODEL_LEN: '8192',
          SM_VLLM_TENSOR_PARALLEL_SIZE: '1',
        }),
      }),
    });
  });

  it("runs in the stage's private subnets where it has a network", () => {
    const { stack, foundation } = foundationIn('prod');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
    const network = {
      vpc,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroup: new ec2.SecurityGroup(stack, 'Functions', { vpc }),
    };
    new GpuEndpoint(stack, 'Gpu', { ...base, foundation: { ...foundation, network } });
    const template = Template.fromStack(stack);
    const vpcConfig = {
      Subnets: [{ Ref: Match.stringLikeRegexp('Private') }, { Ref: Match.stringLikeRegexp('Private') }],
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('GpuNetwork'), 'GroupId'] }],
    };
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', { VpcConfig: vpcConfig });
    template.hasResourceProperties('AWS::SageMaker::Model', { VpcConfig: vpcConfig });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Models: HTTPS out, nothing in',
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443 })],
    });
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).toContain('ec2:CreateNetworkInterfacePermission');
    expect(JSON.stringify(templateOf().findResources('AWS::IAM::Role'))).not.toContain('ec2:');
  });

  it("encrypts volumes with the stage's key, but for instances that encrypt disks of their own", () => {
    const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('StageKey'), 'Arn'] };
    templateOf({ instanceType: 'ml.p3.2xlarge' }).hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      KmsKeyId: key,
    });
    templateOf().hasResourceProperties('AWS::SageMaker::EndpointConfig', { KmsKeyId: Match.absent() });
  });

  it("is AWS's container in the region, from the account that holds it there", () => {
    const imageIn = (region: string) => vllmImage(new Stack(new App(), 'Elsewhere', { env: { region } })).uri;
    const tag = 'vllm:server-sagemaker-cuda-v1';
    expect(imageIn('eu-west-1')).toBe(`763104351884.dkr.ecr.eu-west-1.amazonaws.com/${tag}`);
    expect(imageIn('eu-south-1')).toBe(`692866216735.dkr.ecr.eu-south-1.amazonaws.com/${tag}`);
    expect(() => imageIn('xx-nowhere-1')).toThrow('xx-nowhere-1');
    const image = `111122223333.dkr.ecr.us-east-1.amazonaws.com/vllm@sha256:${digit(7)}`;
    templateOf({ image }).hasResourceProperties('AWS::SageMaker::Model', { PrimaryContainer: { Image: image } });
  });
});

describe('permissions', () => {
  it('let SageMaker fetch one image and one folder, and write its own log', () => {
    const template = templateOf();
    const policies = template.findResources('AWS::IAM::Policy');
    const [, serving] = Object.entries(policies).find(([id]) => id.startsWith('GpuServing')) ?? [];
    const statements = serving?.Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[];
    expect(statements.flatMap(({ Action }) => [Action].flat()).sort()).toEqual([
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetDownloadUrlForLayer',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
    ]);
    expect(JSON.stringify(statements)).not.toContain('"*"');
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyName: 'WithoutResource',
          PolicyDocument: Match.objectLike({
            Statement: [{ Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }],
          }),
        },
      ],
    });
    expect(JSON.stringify(statements)).toContain(`arn:aws:s3:::models-of-acme/qwen3-8b/${digestOf(artifacts)}/*`);
    expect(JSON.stringify(statements)).toContain('arn:aws:ecr:us-east-1:763104351884:repository/vllm');
  });

  it('let SageMaker act only for this account', () => {
    templateOf().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'sagemaker.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ],
      },
    });
  });

  it('let a function invoke this endpoint and its component, and nothing else', () => {
    const { stack, made, template } = endpoint();
    const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    made.grantInvoke(role);
    const arn = (suffix: string) =>
      Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(suffix)])] });
    template().hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('Caller') }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
            Resource: [arn(':endpoint/dev-chat$'), arn(':inference-component/dev-chat$')],
          },
        ],
      },
    });
  });

  it('keep the log as long as the stage says', () => {
    templateOf().hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/sagemaker/InferenceComponents/dev-chat',
      RetentionInDays: 14,
    });
  });
});

it('passes cdk-nag', () => {
  const { stack } = endpoint({ canary: { artifacts: other, count: 1 } });
  const app = stack.node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  // What the endpoint stands on in this test is bare, and found to be.
  const found = findings(() => app.synth());
  expect(found).toContain('Test/StageKey/Resource');
  expect(found.filter((path) => path.startsWith('Test/Gpu'))).toEqual([]);
});

/** Paths of the constructs that a synthesis fails for. */
function findings(synth: () => unknown): string[] {
  const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    synth();
    return [];
  } catch (failure) {
    return [...String(failure).matchAll(/^\s+(Test\/\S+)/gm)].map(([, path = '']) => path);
  } finally {
    error.mockRestore();
  }
}
