import { type Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { type Foundation, removalPolicy } from '../../platform/foundation';
import { AlertAlarm } from '../alarm/alarm';
import { type ModelArtifacts, VerifiedArtifacts } from './artifacts';
import { ComponentHosting } from './component-hosting';
import { type ContainerImage, ecrImage, vllmImage } from './container-image';
import { alarmThresholds, containerEnvironment, copyReservation, familiesWithOwnDisk, variantName } from './defaults';
import { endpointBudget } from './endpoint-budget';
import { EndpointMetrics } from './endpoint-metrics';
import { endpointNetwork } from './endpoint-network';
import type { Hosting, HostingProps, VpcConfig } from './hosting';
import { checkProps } from './props-problems';
import { acknowledgeFiles, ServingRole } from './serving-role';
import { type Scale, UnitScaling } from './unit-scaling';
import { VariantHosting } from './variant-hosting';

/** A model and how its container serves it. */
export interface ServedModel {
  readonly artifacts: ModelArtifacts;
  /** Settings of the container, besides those that hold everywhere. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A second model beside the first. */
export interface SecondModel extends ServedModel {
  /** Copies, or instances of its variant. */
  readonly count: number;
  /** Share of the requests, in percent: of variants only, since a component is invoked by its own name. */
  readonly percent?: number;
}

export interface GpuEndpointProps {
  readonly foundation: Foundation;
  /** The endpoint is called `<stage>-<name>`, and so is its inference component. */
  readonly name: string;
  /**
   * `components`: copies share instances, and may go to none. `variants`: a model has its instances, and may have a shadow.
   */
  readonly mode: 'components' | 'variants';
  readonly model: ServedModel;
  /** Such as `ml.g5.xlarge`. A fresh account's quota for GPU instances is 0. */
  readonly instanceType: string;
  readonly scale: Scale;
  /** Bounds of the instances that components share. @default - as many as copies */
  readonly instances?: { readonly min: number; readonly max: number };
  /** GPUs of a copy; a model that is too large for one is split between them. @default 1 */
  readonly gpusPerCopy?: number;
  /** Memory of the host that a copy reserves. @default 1024 */
  readonly memoryPerCopyMb?: number;
  /** Image in ECR. @default - AWS's container for vLLM */
  readonly image?: string;
  /** @default - none */
  readonly canary?: SecondModel;
  /** Gets a copy of a share of the requests. Of variants only. @default - none */
  readonly shadow?: SecondModel;
  readonly monthlyBudgetUsd: number;
  /** 95th percentile of the model's latency at which people are told and a rollout is undone. */
  readonly latencyAlarm: Duration;
}

/**
 * A model on GPU instances behind a SageMaker endpoint: isolated from the network, in the stage's VPC where it has one, its
 * files verified while it is deployed, and rolled out in batches that alarms undo.
 */
export class GpuEndpoint extends Construct {
  readonly endpointName: string;
  /** Absent where variants have the models. */
  readonly inferenceComponentName?: string;
  readonly endpoint: sagemaker.CfnEndpoint;
  readonly role: iam.Role;
  private readonly metrics: EndpointMetrics;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: GpuEndpointProps,
  ) {
    super(scope, id);
    checkProps(props);
    const { foundation, mode, scale } = props;
    this.endpointName = `${foundation.settings.stage}-${props.name}`;
    if (mode === 'components') this.inferenceComponentName = this.endpointName;
    this.metrics = new EndpointMetrics(
      mode === 'components'
        ? { InferenceComponentName: this.endpointName }
        : { EndpointName: this.endpointName, VariantName: variantName },
      props.gpusPerCopy ?? copyReservation.accelerators,
    );
    const image = props.image ? ecrImage(props.image) : vllmImage(this);
    this.role = this.servingRole(image);
    const { endpoint, unit } = this.host(image, this.addAlarms());
    this.endpoint = endpoint;
    const unserved = scale.min === 0 ? this.metrics.unserved() : undefined;
    new UnitScaling(this, 'Scaling', { unit, scale, ...(unserved && { unserved }) });
    endpointBudget(this, {
      foundation,
      endpointName: this.endpointName,
      kind: 'gpu',
      monthlyBudgetUsd: props.monthlyBudgetUsd,
    });
  }

  /**
   * Lets a function invoke this endpoint's first model, and no other.
   *
   * @param streamed whether answers may be streamed, too
   */
  grantInvoke(grantee: iam.IGrantable, { streamed = true } = {}): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      // The API reference names the first for streamed calls, the service authorization reference the second.
      actions: ['sagemaker:InvokeEndpoint', ...(streamed ? ['sagemaker:InvokeEndpointWithResponseStream'] : [])],
      resourceArns: [this.arn('endpoint'), ...(this.inferenceComponentName ? [this.arn('inference-component')] : [])],
    });
  }

  /** 95th percentile in microseconds. */
  metricLatency(): cloudwatch.Metric {
    return this.metrics.latency();
  }

  metricErrorPercent(): cloudwatch.IMetric {
    return this.metrics.errorPercent();
  }

  metricGpuMemory(): cloudwatch.IMetric {
    return this.metrics.gpuMemory();
  }

  /** SageMaker writes names in ARNs in lower case. */
  private arn(resource: string): string {
    return Stack.of(this).formatArn({
      service: 'sagemaker',
      resource,
      resourceName: this.endpointName.toLowerCase(),
    });
  }

  private servingRole({ repositoryArn }: ContainerImage): iam.Role {
    const { props } = this;
    const { foundation, canary, shadow, mode } = props;
    const kind = mode === 'components' ? 'InferenceComponents' : 'Endpoints';
    const names = [this.endpointName, ...(mode === 'components' && canary ? [this.canaryName] : [])];
    // SageMaker would make them without an end to what they keep.
    const logGroups = names.map(
      (name, index) =>
        new logs.LogGroup(this, index === 0 ? 'Logs' : 'CanaryLogs', {
          logGroupName: `/aws/sagemaker/${kind}/${name}`,
          retention: foundation.settings.logs.retentionDays,
          removalPolicy: removalPolicy(foundation.settings),
        }),
    );
    const artifacts = [props.model, canary, shadow].flatMap((model) => (model ? [model.artifacts] : []));
    const inVpc = foundation.network !== undefined;
    return new ServingRole(this, 'Serving', { artifacts, repositoryArn, logGroups, inVpc }).role;
  }

  private get canaryName(): string {
    return `${this.endpointName}-canary`;
  }

  private host(image: ContainerImage, rollbackAlarms: readonly string[]): Hosting {
    const { mode, canary, shadow, scale, model, instanceType, foundation } = this.props;
    const vpcConfig = endpointNetwork(this, foundation);
    const ownDisk = familiesWithOwnDisk.includes(instanceType.split('.')[1] ?? '');
    const common: HostingProps = {
      endpointName: this.endpointName,
      instanceType,
      roleArn: this.role.roleArn,
      isolated: true,
      rollbackAlarms,
      ...(vpcConfig && { vpcConfig }),
      ...(!ownDisk && { volumeKeyArn: foundation.key.keyArn }),
    };
    const modelName = this.addModel('Model', model, image, vpcConfig);
    const second = (id: string, { count, percent = 0, ...served }: SecondModel) => ({
      modelName: this.addModel(id, served, image, vpcConfig),
      instances: count,
      percent,
    });
    if (mode === 'variants') {
      return new VariantHosting(this, 'Hosting', {
        ...common,
        modelName,
        instances: scale.min,
        ...(canary && { canary: second('CanaryModel', canary) }),
        ...(shadow && { shadow: second('ShadowModel', shadow) }),
      });
    }
    const component = { modelName, name: this.endpointName, copies: scale.min };
    const canaryModel = canary && second('CanaryModel', canary);
    return new ComponentHosting(this, 'Hosting', {
      ...common,
      component,
      ...(canaryModel && {
        canary: { modelName: canaryModel.modelName, name: this.canaryName, copies: canaryModel.instances },
      }),
      instances: this.props.instances ?? { min: scale.min, max: scale.max + (canary?.count ?? 0) },
      acceleratorsPerCopy: this.props.gpusPerCopy ?? copyReservation.accelerators,
      memoryPerCopyMb: this.props.memoryPerCopyMb ?? copyReservation.memoryMb,
    });
  }

  private addModel(id: string, model: ServedModel, { uri }: ContainerImage, vpcConfig?: VpcConfig): string {
    const { artifacts, environment } = model;
    const gpus = this.props.gpusPerCopy ?? copyReservation.accelerators;
    const verified = new VerifiedArtifacts(this, `${id}Files`, this.props.foundation, artifacts);
    acknowledgeFiles(verified, artifacts);
    const resource = new sagemaker.CfnModel(this, id, {
      executionRoleArn: this.role.roleArn,
      enableNetworkIsolation: true,
      ...(vpcConfig && { vpcConfig }),
      primaryContainer: {
        image: uri,
        environment: { ...containerEnvironment, SM_VLLM_TENSOR_PARALLEL_SIZE: String(gpus), ...environment },
        modelDataSource: {
          s3DataSource: { s3Uri: verified.uri, s3DataType: 'S3Prefix', compressionType: 'None' },
        },
      },
    });
    // SageMaker checks at creation that the role may do all of it.
    resource.node.addDependency(this.role);
    return resource.attrModelName;
  }

  /** @returns names of the alarms that undo a rollout */
  private addAlarms(): readonly string[] {
    const { alerts } = this.props.foundation;
    const { latencyAlarm } = this.props;
    const alarm = (id: string, metric: cloudwatch.IMetric, threshold: number, description: string, periods = 1) =>
      new AlertAlarm(this, id, { alerts, metric, threshold, description, evaluationPeriods: periods }).alarm.alarmName;
    const about = (problem: string) => `${this.endpointName}: ${problem}`;
    const undoing = [
      alarm(
        'Errors',
        this.metrics.errorPercent(),
        alarmThresholds.errorPercent,
        about('the model fails 1 % or more of its requests; the log group of the endpoint has the reason.'),
      ),
      alarm(
        'Latency',
        this.metrics.latency(),
        latencyAlarm.toMilliseconds() * 1000,
        about('the model answers late; see its GPU and how many copies there are.'),
      ),
    ];
    alarm(
      'GpuMemory',
      this.metrics.gpuMemory(),
      alarmThresholds.gpuMemoryPercent,
      about('the memory of a GPU is nearly used up; requests with long contexts will fail.'),
    );
    alarm(
      'Gpu',
      this.metrics.gpu(),
      alarmThresholds.gpuPercent,
      about(
        'GPUs were busy for a quarter of an hour and more: copies are at their maximum, or instances are not to be had.',
      ),
      3,
    );
    return undoing;
  }
}
