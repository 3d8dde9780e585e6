import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { inferenceAmiVersion, prefixRouting, startup, variantName } from './defaults';
import {
  autoRollbackConfiguration,
  type Hosting,
  type HostingProps,
  rollingUpdatePolicy,
  type ScalableUnit,
} from './hosting';

/** A model as an inference component. */
export interface Component {
  readonly modelName: string;
  /** Name that clients invoke it by. */
  readonly name: string;
  /** Copies it is created with; SageMaker creates none without one. */
  readonly copies: number;
}

export interface ComponentHostingProps extends HostingProps {
  readonly component: Component;
  /** A second model on the same instances, invoked by its own name. */
  readonly canary?: Component;
  readonly instances: { readonly min: number; readonly max: number };
  readonly acceleratorsPerCopy: number;
  readonly memoryPerCopyMb: number;
}

/**
 * Inference components on instances that SageMaker adds and removes as copies need them, down to none.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
 */
export class ComponentHosting extends Construct implements Hosting {
  readonly endpoint: sagemaker.CfnEndpoint;
  readonly unit: ScalableUnit;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ComponentHostingProps,
  ) {
    super(scope, id);
    const { component, canary, endpointName } = props;
    const configuration = this.configuration();
    this.endpoint = new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointName,
      endpointConfigName: configuration.attrEndpointConfigName,
      deploymentConfig: {
        rollingUpdatePolicy,
        autoRollbackConfiguration: autoRollbackConfiguration(props.rollbackAlarms),
      },
    });
    this.unit = {
      resourceId: `inference-component/${component.name}`,
      dimension: 'sagemaker:inference-component:DesiredCopyCount',
      resource: this.addComponent('Component', component),
    };
    if (canary) this.addComponent('Canary', canary);
  }

  private configuration(): sagemaker.CfnEndpointConfig {
    const { props } = this;
    return new sagemaker.CfnEndpointConfig(this, 'Configuration', {
      executionRoleArn: props.roleArn,
      enableNetworkIsolation: props.isolated,
      vpcConfig: props.vpcConfig,
      kmsKeyId: props.volumeKeyArn,
      productionVariants: [
        {
          variantName,
          instanceType: props.instanceType,
          initialInstanceCount: Math.max(1, props.instances.min),
          inferenceAmiVersion,
          managedInstanceScaling: {
            status: 'ENABLED',
            minInstanceCount: props.instances.min,
            maxInstanceCount: props.instances.max,
          },
          routingConfig: { routingStrategy: 'PREFIX_AWARE', prefixAwareRoutingConfig: prefixRouting },
        },
      ],
    });
  }

  private addComponent(id: string, { modelName, name, copies }: Component): sagemaker.CfnInferenceComponent {
    const { props } = this;
    return new sagemaker.CfnInferenceComponent(this, id, {
      inferenceComponentName: name,
      endpointName: this.endpoint.attrEndpointName,
      variantName,
      specification: {
        modelName,
        computeResourceRequirements: {
          numberOfAcceleratorDevicesRequired: props.acceleratorsPerCopy,
          minMemoryRequiredInMb: props.memoryPerCopyMb,
        },
        startupParameters: {
          modelDataDownloadTimeoutInSeconds: startup.download.toSeconds(),
          containerStartupHealthCheckTimeoutInSeconds: startup.healthCheck.toSeconds(),
        },
      },
      runtimeConfig: { copyCount: Math.max(1, copies) },
      deploymentConfig: {
        rollingUpdatePolicy,
        autoRollbackConfiguration: autoRollbackConfiguration(props.rollbackAlarms),
      },
    });
  }
}
