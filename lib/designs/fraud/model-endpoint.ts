import { createHash } from 'node:crypto';
import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import { ecrImage } from '../../constructs/gpu-endpoint/container-image';
import { familiesWithOwnDisk, variantName } from '../../constructs/gpu-endpoint/defaults';
import { endpointBudget } from '../../constructs/gpu-endpoint/endpoint-budget';
import { EndpointMetrics } from '../../constructs/gpu-endpoint/endpoint-metrics';
import { endpointNetwork } from '../../constructs/gpu-endpoint/endpoint-network';
import { autoRollbackConfiguration, blueGreenUpdatePolicy } from '../../constructs/gpu-endpoint/hosting';
import { ServingRole } from '../../constructs/gpu-endpoint/serving-role';
import { UnitScaling } from '../../constructs/gpu-endpoint/unit-scaling';
import { type Foundation, removalPolicy } from '../../platform/foundation';
import { modelArchive } from './model-archive';
import type { ModelEndpointSettings } from './model-settings';
import { xgboostImage } from './xgboost-image';

/** Percent of failed requests, and of processors' time, from which people are told. */
const thresholds = { errorPercent: 1, cpuPercent: 70 } as const;
const startup = Duration.minutes(10);

/**
 * The champion on CPU instances behind a SageMaker endpoint: AWS's container for XGBoost and the model as XGBoost's own JSON, isolated
 * from the network.
 *
 * Its name says which model it has and on what: another model is another endpoint, so that no answer is taken for that of a model which
 * has not given it, and another kind of instances, which SageMaker refuses to change under autoscaling, is another one, too. While one
 * follows another, payments are scored in the function.
 */
export class ModelEndpoint extends Construct {
  /** No reference: its stack can be replaced without a change to who calls it. */
  readonly endpointName: string;
  private readonly archive: Asset;
  private readonly metrics: EndpointMetrics;

  constructor(
    scope: Construct,
    id: string,
    private readonly foundation: Foundation,
    private readonly settings: ModelEndpointSettings,
  ) {
    super(scope, id);
    this.archive = modelArchive(this, 'Archive');
    const name = `${foundation.settings.stage}-fraud`;
    this.endpointName = `${name}-${digestOf(this.archive.assetHash, settings.instanceType)}`;
    this.metrics = new EndpointMetrics({ EndpointName: this.endpointName, VariantName: variantName }, 0);
    const endpoint = this.host(this.addModel(), this.addAlarms());
    new UnitScaling(this, 'Scaling', {
      unit: {
        resourceId: `endpoint/${this.endpointName}/variant/${variantName}`,
        dimension: 'sagemaker:variant:DesiredInstanceCount',
        resource: endpoint,
      },
      scale: settings.instances,
    });
    const { monthlyBudgetUsd } = settings;
    endpointBudget(this, { foundation, endpointName: name, kind: 'cpu', monthlyBudgetUsd });
  }

  /** Lets a function ask it. */
  grantInvoke(grantee: iam.IGrantable): iam.Grant {
    // SageMaker writes names in ARNs in lower case.
    const resourceName = this.endpointName.toLowerCase();
    const arn = Stack.of(this).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName });
    return iam.Grant.addToPrincipal({ grantee, actions: ['sagemaker:InvokeEndpoint'], resourceArns: [arn] });
  }

  private addModel(): sagemaker.CfnModel {
    const { foundation } = this;
    const { uri, repositoryArn } = ecrImage(xgboostImage(Stack.of(this).region));
    const vpcConfig = endpointNetwork(this, foundation);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/sagemaker/Endpoints/${this.endpointName}`,
      retention: foundation.settings.logs.retentionDays,
      removalPolicy: removalPolicy(foundation.settings),
    });
    const { role } = new ServingRole(this, 'Serving', {
      artifacts: [],
      repositoryArn,
      logGroups: [logGroup],
      inVpc: vpcConfig !== undefined,
    });
    const { archive } = this;
    const object = archive.bucket.arnForObjects(archive.s3ObjectKey);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [object] }));
    const model = new sagemaker.CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      enableNetworkIsolation: true,
      ...(vpcConfig && { vpcConfig }),
      primaryContainer: {
        image: uri,
        // `modelDataUrl` wants a name that ends in .tar.gz, which an asset's does not.
        modelDataSource: {
          s3DataSource: { s3Uri: archive.s3ObjectUrl, s3DataType: 'S3Object', compressionType: 'Gzip' },
        },
      },
    });
    // SageMaker checks at creation that the role may do all of it.
    model.node.addDependency(role);
    return model;
  }

  private host(model: sagemaker.CfnModel, rollbackAlarms: readonly string[]): sagemaker.CfnEndpoint {
    const { instanceType, instances } = this.settings;
    const ownDisk = familiesWithOwnDisk.includes(instanceType.split('.')[1] ?? '');
    const configuration = new sagemaker.CfnEndpointConfig(this, 'Configuration', {
      ...(!ownDisk && { kmsKeyId: this.foundation.key.keyArn }),
      productionVariants: [
        {
          variantName,
          modelName: model.attrModelName,
          instanceType,
          initialInstanceCount: instances.min,
          initialVariantWeight: 1,
          modelDataDownloadTimeoutInSeconds: startup.toSeconds(),
          containerStartupHealthCheckTimeoutInSeconds: startup.toSeconds(),
          routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
        },
      ],
    });
    return new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointName: this.endpointName,
      endpointConfigName: configuration.attrEndpointConfigName,
      // A new model begins with as many instances as the load had called for.
      retainAllVariantProperties: true,
      deploymentConfig: {
        blueGreenUpdatePolicy,
        autoRollbackConfiguration: autoRollbackConfiguration(rollbackAlarms),
      },
    });
  }

  /** @returns names of the alarms that undo a rollout */
  private addAlarms(): readonly string[] {
    const { latencyAlarmMs, instances } = this.settings;
    const alarm = (id: string, metric: cloudwatch.IMetric, threshold: number, problem: string, periods = 1) =>
      new AlertAlarm(this, id, {
        alerts: this.foundation.alerts,
        metric,
        threshold,
        description: `${this.endpointName}: ${problem}`,
        evaluationPeriods: periods,
      }).alarm.alarmName;
    const undoing = [
      alarm(
        'Errors',
        this.metrics.errorPercent(),
        thresholds.errorPercent,
        'the container fails 1 % or more of its requests; payments are scored in the function. The log group of the endpoint has the reason.',
      ),
      alarm(
        'Latency',
        this.metrics.latency(),
        latencyAlarmMs * 1000,
        `the container takes ${latencyAlarmMs} ms or more; see its processors and how many instances there are.`,
      ),
    ];
    alarm(
      'Cpu',
      this.cpu(),
      thresholds.cpuPercent,
      `processors were busy for a quarter of an hour: instances are at their maximum of ${instances.max}, or not to be had.`,
      3,
    );
    return undoing;
  }

  /** Percent of the time of all processors: SageMaker counts each of an instance up to 100 %. */
  private cpu(): cloudwatch.IMetric {
    const sum = new cloudwatch.Metric({
      namespace: '/aws/sagemaker/Endpoints',
      metricName: 'CPUUtilization',
      dimensionsMap: { EndpointName: this.endpointName, VariantName: variantName },
      statistic: 'Average',
      period: Duration.minutes(5),
    });
    const processors = processorsOf(this.settings.instanceType);
    return new cloudwatch.MathExpression({
      expression: `sum / ${processors}`,
      usingMetrics: { sum },
      period: sum.period,
    });
  }
}

/** Short, and other for any other parts. */
const digestOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 10);

/** Two up to the size `large`, and four for each `xlarge`. */
function processorsOf(instanceType: string): number {
  const [, times, isXlarge] = /\.(\d*)(xlarge)?[a-z]*$/.exec(instanceType) ?? [];
  return isXlarge ? 4 * Number(times || 1) : 2;
}
