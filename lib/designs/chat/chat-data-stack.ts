import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BlueprintTable } from '../../constructs/table/table';
import { addIndex } from '../../constructs/table/table-index';
import type { Platform, RegionPlatform } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import { AttachmentsBucket } from './attachments-bucket';
import { addOwnerIndex } from './owner-index';
import type { ChatSettings } from './settings';

/** Who is connected in this region, and what is uploaded in it. Never global: a connection is worth nothing in another region. */
export class ChatDataStack extends StageStack {
  readonly connections: BlueprintTable;
  readonly attachments: AttachmentsBucket;

  constructor(scope: Construct, region: RegionPlatform, { historyTtlDays }: ChatSettings) {
    super(scope, {
      settings: region.settings,
      region: region.region,
      part: 'chat-data',
      design: 'chat',
      description: 'State of chat: conversations, connections, attachments. Kept apart from what changes.',
    });
    this.connections = new BlueprintTable(this, 'Connections', { foundation: region });
    this.attachments = new AttachmentsBucket(this, 'Attachments', region.settings, historyTtlDays);
  }
}

/** In the primary region also what is replicated to every further region: conversations, and what was used. */
export class ChatPrimaryDataStack extends ChatDataStack {
  readonly conversations: BlueprintTable;
  /** Buckets, quotas, ledger, rollups; an item is written in the one region that its key names. */
  readonly usage: BlueprintTable;

  constructor(scope: Construct, { primary, regions }: Platform, settings: ChatSettings) {
    super(scope, primary, settings);
    const replicas = regions.filter(({ isPrimary }) => !isPrimary).map(({ region, key }) => ({ region, key }));
    this.conversations = new BlueprintTable(this, 'Conversations', { foundation: primary, sorted: true, replicas });
    addOwnerIndex(this.conversations.table);
    this.usage = new BlueprintTable(this, 'Usage', { foundation: primary, sorted: true, replicas });
    // For invoices: finds which organisations used something in a month. Only their counters have the attribute.
    addIndex(this.usage.table, { name: 'ByBilledMonth', partitionKey: 'billedIn', sortKey: 'pk' });
    new CfnOutput(this, 'UsageTableName', { value: this.usage.table.tableName });
  }
}
