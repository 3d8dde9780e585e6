import type { TrainingSettings } from './training-settings';

export interface PipelineParts {
  readonly settings: TrainingSettings;
  readonly image: string;
  readonly trainingRoleArn: string;
  /** `s3://...` without a slash at its end: `data/train` and `data/validation` below it, models under `output`. */
  readonly bucketUrl: string;
  /** The script, as an object of its own in S3, and that object's name. */
  readonly script: { readonly url: string; readonly name: string };
  readonly keyArn: string;
  readonly modelPackageGroup: string;
  /** Of what is trained, for the bill. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Of the validation data, as XGBoost prints it each round; the last one counts. */
const metric = 'validation:aucpr';

const codeFolder = '/opt/ml/input/data/code';

/**
 * Train; then, if the model is good enough on rows that it was not trained on, lay it before people in the registry.
 *
 * @see https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
 */
export function pipelineDefinition(parts: PipelineParts) {
  return {
    Version: '2020-12-01',
    Metadata: {},
    Parameters: [{ Name: 'LeastAucpr', Type: 'Float', DefaultValue: parts.settings.leastAucpr }],
    Steps: [
      { Name: 'Train', Type: 'Training', Arguments: trainingJob(parts) },
      {
        Name: 'IsGoodEnough',
        Type: 'Condition',
        Arguments: {
          Conditions: [
            {
              Type: 'GreaterThanOrEqualTo',
              LeftValue: { Get: `Steps.Train.FinalMetricDataList['${metric}'].Value` },
              RightValue: { Get: 'Parameters.LeastAucpr' },
            },
          ],
          IfSteps: [{ Name: 'Register', Type: 'RegisterModel', Arguments: modelPackage(parts) }],
          ElseSteps: [
            {
              Name: 'TooPoor',
              Type: 'Fail',
              Arguments: { ErrorMessage: 'The average precision on the validation data is below LeastAucpr' },
            },
          ],
        },
      },
    ],
  };
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html */
function trainingJob({ settings, image, trainingRoleArn, bucketUrl, script, keyArn, tags }: PipelineParts) {
  const channel = (ChannelName: string, S3Uri: string) => ({
    ChannelName,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' } },
  });
  return {
    AlgorithmSpecification: {
      TrainingImage: image,
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: metric, Regex: 'validation-aucpr:([0-9.]+)' }],
    },
    RoleArn: trainingRoleArn,
    InputDataConfig: [
      channel('train', `${bucketUrl}/data/train/`),
      channel('validation', `${bucketUrl}/data/validation/`),
      // Isolated from the network, the container cannot fetch the script by itself.
      channel('code', script.url),
    ],
    // Values are JSON, as the containers' toolkit reads them.
    HyperParameters: {
      sagemaker_program: JSON.stringify(script.name),
      sagemaker_submit_directory: JSON.stringify(codeFolder),
    },
    OutputDataConfig: { S3OutputPath: `${bucketUrl}/output/`, KmsKeyId: keyArn },
    ResourceConfig: {
      InstanceType: settings.instanceType,
      InstanceCount: 1,
      VolumeSizeInGB: settings.volumeGb,
      VolumeKmsKeyId: keyArn,
    },
    EnableNetworkIsolation: true,
    EnableManagedSpotTraining: true,
    StoppingCondition: {
      MaxRuntimeInSeconds: settings.maxRunMinutes * 60,
      MaxWaitTimeInSeconds: settings.maxWaitMinutes * 60,
    },
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
function modelPackage({ modelPackageGroup, image }: PipelineParts) {
  return {
    ModelPackageGroupName: modelPackageGroup,
    ModelApprovalStatus: 'PendingManualApproval',
    ModelPackageDescription: 'Fraud scoring. Approved, it is laid into the bucket of models, and decides nothing yet',
    InferenceSpecification: {
      Containers: [{ Image: image, ModelDataUrl: { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' } }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
    },
  };
}
