import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { GpuEndpoint } from '../../constructs/gpu-endpoint/gpu-endpoint';
import type { RegionPlatform } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import type { EndpointSettings } from './endpoint-settings';
import type { RagSettings } from './settings';

/** Models that a stage hosts itself. Apart from RAG's stack: an endpoint takes half an hour to come. */
export class RagModelsStack extends StageStack {
  readonly endpoints: ReadonlyMap<string, GpuEndpoint>;

  constructor(scope: Construct, platform: RegionPlatform, { endpoints }: RagSettings) {
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'rag-models',
      design: 'rag',
      description: 'RAG: models on GPU instances',
    });
    this.endpoints = new Map(
      Object.entries(endpoints).map(([name, settings]) => [name, this.endpointOf(name, settings, platform)]),
    );
  }

  private endpointOf(name: string, settings: EndpointSettings, platform: RegionPlatform): GpuEndpoint {
    const { bucket, prefix, files, copies } = settings;
    return new GpuEndpoint(this, name, {
      foundation: platform,
      name: `rag-${name}`,
      mode: 'components',
      image: settings.image,
      model: {
        artifacts: { bucketName: bucket, prefix, files },
        // The container takes the model's files where SageMaker puts them, if it is told so.
        environment: { HF_MODEL_ID: '/opt/ml/model' },
      },
      instanceType: settings.instanceType,
      scale: copies,
      monthlyBudgetUsd: settings.monthlyBudgetUsd,
      latencyAlarm: Duration.millis(settings.latencyAlarmMs),
    });
  }
}
