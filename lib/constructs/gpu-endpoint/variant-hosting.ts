import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import {
  canaryVariantName,
  inferenceAmiVersion,
  prefixRouting,
  shadowVariantName,
  startup,
  variantName,
} from './defaults';
import {
  autoRollbackConfiguration,
  blueGreenUpdatePolicy,
  type Hosting,
  type HostingProps,
  rollingUpdatePolicy,
  type ScalableUnit,
} from './hosting';

/** A model on instances of its own. */
export interface Variant {
  readonly modelName: string;
  readonly instances: number;
  /** Share of the requests, in percent. */
  readonly percent: number;
}

export interface VariantHostingProps extends HostingProps {
  readonly modelName: string;
  readonly instances: number;
  /** Answers a share of the requests. */
  readonly canary?: Variant;
  /** Gets a copy of a share of the requests; its answers are thrown away. */
  readonly shadow?: Variant;
}

/**
 * One model a variant, on instances that are always there.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-validation.html
 */
export class VariantHosting extends Construct implements Hosting {
  readonly endpoint: sagemaker.CfnEndpoint;
  readonly unit: ScalableUnit;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VariantHostingProps,
  ) {
    super(scope, id);
    const { canary, shadow, modelName, instances, endpointName } = props;
    const main = { modelName, instances, percent: 100 - (canary?.percent ?? 0) };
    const configuration = new sagemaker.CfnEndpointConfig(this, 'Configuration', {
      // Isolation, role and network are the models' here: SageMaker takes them of a configuration for components alone.
      kmsKeyId: props.volumeKeyArn,
      productionVariants: [
        this.variant(variantName, main),
        ...(canary ? [this.variant(canaryVariantName, canary)] : []),
      ],
      ...(shadow && { shadowProductionVariants: [this.variant(shadowVariantName, shadow)] }),
    });
    this.endpoint = new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointName,
      endpointConfigName: configuration.attrEndpointConfigName,
      deploymentConfig: {
        ...(canary || shadow ? { blueGreenUpdatePolicy } : { rollingUpdatePolicy }),
        autoRollbackConfiguration: autoRollbackConfiguration(props.rollbackAlarms),
      },
    });
    this.unit = {
      resourceId: `endpoint/${endpointName}/variant/${variantName}`,
      dimension: 'sagemaker:variant:DesiredInstanceCount',
      resource: this.endpoint,
    };
  }

  private variant(
    name: string,
    { modelName, instances, percent }: Variant,
  ): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
    return {
      variantName: name,
      modelName,
      instanceType: this.props.instanceType,
      initialInstanceCount: instances,
      initialVariantWeight: percent / 100,
      inferenceAmiVersion,
      modelDataDownloadTimeoutInSeconds: startup.download.toSeconds(),
      containerStartupHealthCheckTimeoutInSeconds: startup.healthCheck.toSeconds(),
      routingConfig: { routingStrategy: 'PREFIX_AWARE', prefixAwareRoutingConfig: prefixRouting },
    };
  }
}
