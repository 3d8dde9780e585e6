import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RegionPlatform } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import { ModelEndpoint } from './model-endpoint';
import type { ModelEndpointSettings } from './model-settings';

/** The model on instances of its own. Apart from all else: it can be replaced, and removed, while payments are decided. */
export class FraudModelStack extends StageStack {
  readonly endpoint: ModelEndpoint;

  constructor(scope: Construct, platform: RegionPlatform, settings: ModelEndpointSettings) {
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'fraud-model',
      design: 'fraud',
      description: 'Fraud scoring: the model on a SageMaker endpoint',
    });
    this.endpoint = new ModelEndpoint(this, 'Champion', platform, settings);
    new CfnOutput(this, 'ModelEndpointName', { value: this.endpoint.endpointName });
  }
}
