import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { generatedName } from '../../../constructs/generated-name';

export interface TrainingRolesProps {
  readonly bucket: s3.Bucket;
  readonly key: kms.IKey;
  readonly script: Asset;
  readonly modelPackageGroup: string;
}

/** SageMaker, on behalf of this account. */
const sagemaker = (scope: Construct) =>
  new iam.ServicePrincipal('sagemaker.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });

/** Who trains, and who starts trainings and registers models: each may do nothing else. */
export class TrainingRoles extends Construct {
  /** Reads data and script, writes models and its log. */
  readonly training: iam.Role;
  /** Starts trainings with the role above, and registers what they made. */
  readonly pipeline: iam.Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TrainingRolesProps,
  ) {
    super(scope, id);
    this.training = this.trainingRole();
    this.pipeline = this.pipelineRole();
    this.acknowledge();
  }

  /** @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms */
  private trainingRole(): iam.Role {
    const { bucket, key, script } = this.props;
    const role = new iam.Role(this, 'Training', { assumedBy: sagemaker(this) });
    const list = (target: s3.IBucket, prefix: string) =>
      statement(['s3:ListBucket'], [target.bucketArn], { StringLike: { 's3:prefix': prefix } });
    const statements = [
      statement(['s3:GetObject'], [bucket.arnForObjects('data/*')]),
      list(bucket, 'data/*'),
      statement(['s3:GetObject'], [script.bucket.arnForObjects(script.s3ObjectKey)]),
      list(script.bucket, script.s3ObjectKey),
      statement(['s3:PutObject', 's3:AbortMultipartUpload'], [bucket.arnForObjects('output/*')]),
      statement(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'], [key.keyArn]),
      // For the volume, whose key the instance asks for by a grant.
      statement(['kms:CreateGrant'], [key.keyArn], { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
      statement(
        ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        [this.logs],
      ),
    ];
    for (const one of statements) role.addToPolicy(one);
    return role;
  }

  private pipelineRole(): iam.Role {
    const { modelPackageGroup } = this.props;
    const role = new iam.Role(this, 'Pipeline', { assumedBy: sagemaker(this) });
    const statements = [
      statement(
        [
          'sagemaker:AddTags',
          'sagemaker:CreateTrainingJob',
          'sagemaker:DescribeTrainingJob',
          'sagemaker:StopTrainingJob',
        ],
        [this.trainingJobs],
      ),
      statement(
        ['sagemaker:AddTags', 'sagemaker:CreateModelPackage', 'sagemaker:DescribeModelPackage'],
        [this.arn('model-package-group', modelPackageGroup), this.arn('model-package', `${modelPackageGroup}/*`)],
      ),
      statement(['iam:PassRole'], [this.training.roleArn], {
        StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
      }),
      // Whoever registers a model shows that it can be read.
      statement(['s3:GetObject'], [this.props.bucket.arnForObjects('output/*')]),
      statement(['kms:Decrypt'], [this.props.key.keyArn]),
    ];
    for (const one of statements) role.addToPolicy(one);
    return role;
  }

  /** Names that SageMaker gives to the jobs of pipelines. */
  private get trainingJobs(): string {
    return this.arn('training-job', 'pipelines-*');
  }

  private get logs(): string {
    return Stack.of(this).formatArn({ service: 'logs', resource: 'log-group:/aws/sagemaker/TrainingJobs:*' });
  }

  private arn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'sagemaker', resource, resourceName });
  }

  private acknowledge(): void {
    const { bucket, modelPackageGroup } = this.props;
    acknowledgeOutputs(this, bucket);
    const { Ref }: { readonly Ref: string } = Stack.of(this).resolve(generatedName(bucket));
    const { region } = Stack.of(this);
    const account = `arn:aws:sagemaker:${region}:<AWS::AccountId>`;
    const reasons = {
      [`Resource::<${Ref}.Arn>/data/*`]: 'The data of a training are files that an export names.',
      [`Resource::${account}:training-job/pipelines-*`]:
        'SageMaker names the jobs of a pipeline, each anew, with this beginning.',
      [`Resource::${account}:model-package/${modelPackageGroup}/*`]: 'Versions of one group are numbered as they come.',
      [`Resource::arn:aws:logs:${region}:<AWS::AccountId>:log-group:/aws/sagemaker/TrainingJobs:*`]:
        'SageMaker writes the logs of all trainings into this group, and names a stream for each.',
    };
    for (const [finding, reason] of Object.entries(reasons)) {
      Validations.of(this).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[${finding}]`, reason });
    }
  }
}

/** Whoever writes or reads models that were trained. */
export function acknowledgeOutputs(scope: Construct, bucket: s3.Bucket): void {
  const { Ref }: { readonly Ref: string } = Stack.of(scope).resolve(generatedName(bucket));
  Validations.of(scope).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${Ref}.Arn>/output/*]`,
    reason: 'SageMaker names folders of models by the jobs that made them.',
  });
}

const statement = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) =>
  new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
