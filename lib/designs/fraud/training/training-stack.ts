import { join } from 'node:path';
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import type { RegisterModelEnv } from '../../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../../constructs/function/function';
import { removalPolicyOnceDeployed } from '../../../platform/foundation';
import { accessLogBucket, stageBucket } from '../../../platform/stage-bucket';
import { StageStack } from '../../../stage-stack';
import { type FraudContext, handler } from '../fraud-context';
import { xgboostImage } from '../xgboost-image';
import { pipelineDefinition } from './pipeline-definition';
import { acknowledgeOutputs, TrainingRoles } from './training-roles';
import type { TrainingSettings } from './training-settings';

const script = join(__dirname, '../../../../models/fraud/xgboost/train.py');

/**
 * Training in SageMaker: data in a bucket, a pipeline that trains, a registry where people approve, and a function that takes in
 * what they approved. It costs nothing while nothing is trained, and nothing of it makes a model decide.
 */
export class FraudTrainingStack extends StageStack {
  private readonly bucket: s3.Bucket;
  private readonly group: sagemaker.CfnModelPackageGroup;
  private readonly groupName: string;

  /** @param driftAlarms start a training when they ring, where the stage wants that */
  constructor(
    scope: Construct,
    private readonly context: FraudContext,
    private readonly training: TrainingSettings,
    driftAlarms: readonly cloudwatch.IAlarm[],
  ) {
    const { platform } = context;
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'fraud-training',
      design: 'fraud',
      description: 'Training of fraud models: data, pipeline, registry',
    });
    this.groupName = `${platform.settings.stage}-fraud`;
    this.bucket = this.trainingBucket();
    this.group = new sagemaker.CfnModelPackageGroup(this, 'Models', {
      modelPackageGroupName: this.groupName,
      modelPackageGroupDescription:
        'Fraud scoring: what is approved here is taken in, and drafted and approved there again',
    });
    this.group.applyRemovalPolicy(removalPolicyOnceDeployed(platform.settings));
    const pipeline = this.pipeline();
    this.takeInWhatIsApproved();
    if (training.onDrift) this.trainOnDrift(pipeline, driftAlarms);
    new CfnOutput(this, 'TrainingBucketName', { value: this.bucket.bucketName });
    new CfnOutput(this, 'TrainingPipelineName', { value: pipeline.pipelineName });
  }

  /** Models that were not approved are of no use after a while; those that were are in the bucket of models. */
  private trainingBucket(): s3.Bucket {
    const { settings } = this.context.platform;
    return stageBucket(this, 'Data', settings, {
      serverAccessLogsBucket: accessLogBucket(this, 'AccessLogs', settings),
      serverAccessLogsPrefix: 'training/',
      lifecycleRules: [
        { prefix: 'output/', expiration: Duration.days(180), noncurrentVersionExpiration: Duration.days(30) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
  }

  private pipeline(): sagemaker.CfnPipeline {
    const { platform } = this.context;
    const asset = new Asset(this, 'Script', { path: script });
    const roles = new TrainingRoles(this, 'Roles', {
      bucket: this.bucket,
      key: platform.key,
      script: asset,
      modelPackageGroup: this.groupName,
    });
    const definition = pipelineDefinition({
      settings: this.training,
      image: xgboostImage(platform.region),
      trainingRoleArn: roles.training.roleArn,
      bucketUrl: `s3://${this.bucket.bucketName}`,
      script: { url: asset.s3ObjectUrl, name: asset.s3ObjectKey },
      keyArn: platform.key.keyArn,
      modelPackageGroup: this.groupName,
      tags: { stage: platform.settings.stage, design: 'fraud', workload: `${platform.settings.stage}-fraud` },
    });
    const pipeline = new sagemaker.CfnPipeline(this, 'Pipeline', {
      pipelineName: this.groupName,
      pipelineDescription: 'Trains a fraud model, and lays it before people',
      pipelineDefinition: { PipelineDefinitionBody: Stack.of(this).toJsonString(definition) },
      roleArn: roles.pipeline.roleArn,
    });
    pipeline.node.addDependency(roles, this.group);
    return pipeline;
  }

  private takeInWhatIsApproved(): void {
    const { platform, models } = this.context;
    const register = new BlueprintFunction<RegisterModelEnv>(this, 'Register', {
      foundation: platform,
      entry: handler('register-model'),
      description: 'Fraud: takes in models that were approved in the registry',
      timeout: Duration.minutes(5),
      memorySize: 2048,
      environment: {
        TRAINING_BUCKET_NAME: this.bucket.bucketName,
        MODELS_BUCKET_NAME: models.bucket.bucketName,
        MODEL_PACKAGE_GROUP: this.groupName,
      },
    });
    const allow = (resource: string, ...actions: string[]) =>
      iam.Grant.addToPrincipal({ grantee: register, actions, resourceArns: [resource] });
    allow(this.bucket.arnForObjects('output/*'), 's3:GetObject');
    allow(platform.key.keyArn, 'kms:Decrypt', 'kms:GenerateDataKey');
    allow(platform.alerts.topicArn, 'sns:Publish');
    models.grant(register.role, 's3:PutObject');
    acknowledgeOutputs(register.role, this.bucket);
    // What became of it, and what to do next, reaches people either way.
    const told = { destination: platform.alerts.topicArn };
    const config = new lambda.CfnEventInvokeConfig(this, 'Tell', {
      functionName: register.function.functionName,
      qualifier: '$LATEST',
      destinationConfig: { onSuccess: told, onFailure: told },
      maximumRetryAttempts: 2,
    });
    config.node.addDependency(register.role);
    new events.Rule(this, 'Approved', {
      description: 'Fraud: a model was approved in the registry',
      eventPattern: {
        source: ['aws.sagemaker'],
        detailType: ['SageMaker Model Package State Change'],
        detail: { ModelPackageGroupName: [this.groupName], ModelApprovalStatus: ['Approved'] },
      },
      targets: [new targets.LambdaFunction(register.target, { retryAttempts: 10, maxEventAge: Duration.hours(6) })],
    });
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
  private trainOnDrift(pipeline: sagemaker.CfnPipeline, alarms: readonly cloudwatch.IAlarm[]): void {
    const pipelineArn = Stack.of(this).formatArn({
      service: 'sagemaker',
      resource: 'pipeline',
      resourceName: this.groupName,
    });
    const role = new iam.Role(this, 'Starter', { assumedBy: new iam.ServicePrincipal('events.amazonaws.com') });
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['sagemaker:StartPipelineExecution'], resources: [pipelineArn] }),
    );
    const rule = new events.CfnRule(this, 'OnDrift', {
      description: 'Fraud: drift starts a training',
      eventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        {
          id: 'Pipeline',
          arn: pipelineArn,
          roleArn: role.roleArn,
          sageMakerPipelineParameters: { pipelineParameterList: [] },
        },
      ],
    });
    rule.node.addDependency(pipeline, role);
  }
}
