import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../config';
import { BlueprintTable } from '../constructs/table/table';
import { SlackChannel } from './alerts';
import { CostGuard } from './cost-guard';
import { IdentityPool } from './identity-pool';
import { RegionStack } from './region-stack';

/** The platform's stack in the primary region, which also holds what a stage has once: table, identity and cost guard. */
export class PrimaryStack extends RegionStack {
  readonly platformTable: BlueprintTable;
  readonly identity: IdentityPool;

  constructor(scope: Construct, settings: Settings, region: string, further: readonly RegionStack[]) {
    super(scope, settings, region);
    this.platformTable = new BlueprintTable(this, 'Platform', { foundation: this, replicas: further });
    this.identity = new IdentityPool(this, 'Identity', this);
    const { brakeTopic } = new CostGuard(this, 'CostGuard', { foundation: this, table: this.platformTable.table });
    if (settings.alerts.slack) {
      new SlackChannel(this, 'Slack', settings, [this, ...further].map((stack) => stack.alerts).concat(brakeTopic));
    }
    new CfnOutput(this, 'PlatformTableName', { value: this.platformTable.table.tableName });
    new CfnOutput(this, 'UserPoolId', { value: this.identity.userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: this.identity.clientId });
  }
}
