import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BlueprintTable } from '../../constructs/table/table';
import { addIndex } from '../../constructs/table/table-index';
import type { RegionPlatform } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import { OriginalsBucket } from './originals-bucket';
import { ownerIndex } from './owner-index';
import { SearchDomain } from './search-domain';
import { SearchSetup } from './search-setup';
import type { RagSettings } from './settings';

/** State of RAG: the record of every document, the originals, and the index that is made from them. */
export class RagDataStack extends StageStack {
  readonly documents: BlueprintTable;
  readonly originals: OriginalsBucket;
  readonly search: SearchDomain;
  readonly setup: SearchSetup;

  constructor(scope: Construct, platform: RegionPlatform, settings: RagSettings) {
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'rag-data',
      design: 'rag',
      description: 'State of RAG: documents, originals, search domain. Kept apart from what changes.',
    });
    this.documents = new BlueprintTable(this, 'Documents', { foundation: platform, sorted: true });
    addIndex(this.documents.table, ownerIndex);
    this.originals = new OriginalsBucket(this, 'Originals', platform.settings);
    this.search = new SearchDomain(this, 'Search', platform, settings.search);
    this.setup = new SearchSetup(this, 'Setup', platform, this.search);
    new CfnOutput(this, 'DocumentsTableName', { value: this.documents.table.tableName });
    new CfnOutput(this, 'SearchDomainName', { value: this.search.domain.ref });
  }
}
