import { CfnOutput } from 'aws-cdk-lib';
import { StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { BlueprintTable } from '../../constructs/table/table';
import { addIndexes } from '../../constructs/table/table-index';
import type { RegionPlatform } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import { reviewIndex, sampleIndex, toldIndex, watchIndex } from './decision-indexes';
import { ModelsBucket } from './models-bucket';

/** State of fraud scoring: decisions with all that they came from, and the histories that features are read from, and models. */
export class FraudDataStack extends StageStack {
  readonly decisions: BlueprintTable;
  readonly histories: BlueprintTable;
  readonly models: ModelsBucket;

  constructor(scope: Construct, platform: RegionPlatform) {
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'fraud-data',
      design: 'fraud',
      description: 'State of fraud scoring: decisions, histories, models. Kept apart from what changes.',
    });
    this.decisions = new BlueprintTable(this, 'Decisions', {
      foundation: platform,
      sorted: true,
      stream: StreamViewType.NEW_IMAGE,
    });
    addIndexes(this.decisions.table, [sampleIndex, reviewIndex, watchIndex, toldIndex]);
    this.histories = new BlueprintTable(this, 'Histories', { foundation: platform });
    this.models = new ModelsBucket(this, 'Models', platform.settings);
    new CfnOutput(this, 'DecisionsTableName', { value: this.decisions.table.tableName });
    new CfnOutput(this, 'HistoriesTableName', { value: this.histories.table.tableName });
    new CfnOutput(this, 'ModelsBucketName', { value: this.models.bucket.bucketName });
  }
}
