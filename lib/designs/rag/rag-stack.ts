import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DesignDashboard } from '../../constructs/dashboard/dashboard';
import { generatedName } from '../../constructs/generated-name';
import type { Route } from '../../design';
import type { OfferedTool } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import { documentsFunction } from './documents-function';
import { Ingestion } from './ingestion';
import { RagMonitoring } from './monitoring';
import { searchDocuments } from './offered-tool';
import { QueryFunctions } from './query-functions';
import { RagApi } from './rag-api';
import { type RagContext, restStageName } from './rag-context';
import { SearchIndex } from './search-setup';
import { Sources } from './sources';

/** RAG's compute: API, ingestion, sources. Holds no state of its own. */
export class RagStack extends StageStack {
  /** How the API is reached from the edge. */
  readonly routes: readonly Route[];
  /** What models of other designs may call. */
  readonly tools: readonly OfferedTool[];

  constructor(scope: Construct, context: RagContext) {
    const { platform, settings } = context;
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'rag',
      design: 'rag',
      description: 'RAG: REST API, ingestion, sources',
    });
    const ingestion = new Ingestion(this, 'Ingestion', context);
    const documents = documentsFunction(this, context, ingestion);
    const { search, answer, searchTool } = new QueryFunctions(this, 'Query', context);
    if (settings.sources.length > 0) new Sources(this, 'Sources', context, ingestion.queues);
    new SearchIndex(this, 'Index', context.setup, settings, {
      roles: { search: [search, searchTool], answer: [answer], ingest: [ingestion.worker] },
      work: ingestion.queues,
    });
    const rest = new RagApi(this, 'Http', context, { documents, search, answer });
    const { widgets } = new RagMonitoring(this, 'Monitoring', context, rest);
    new DesignDashboard(this, 'Dashboard', {
      name: this.stackName,
      widgets,
      functions: {
        authorize: rest.authorizer,
        documents,
        search,
        answer,
        'search tool': searchTool,
        ingest: ingestion.worker,
      },
      queues: { ingest: ingestion.queues },
    });
    // Where a reindexing is started by hand, and dead letters are sent back.
    new CfnOutput(this, 'IngestQueueUrl', { value: ingestion.queues.queue.queueUrl });
    new CfnOutput(this, 'IngestDeadLettersUrl', { value: ingestion.queues.deadLetters.queueUrl });
    this.tools = [searchDocuments(searchTool, platform.region)];
    this.routes = [
      {
        pathPattern: `/${restStageName}/*`,
        // Its own host, and no name that DNS leads to other regions: the corpus is in this one.
        domain: `${rest.api.restApiId}.execute-api.${platform.region}.amazonaws.com`,
        kind: 'rest',
        outputKey: 'RagApiUrl',
        // Uploads go from the browser to the bucket.
        browserHosts: [`${generatedName(context.originals.bucket)}.s3.${platform.region}.amazonaws.com`],
      },
    ];
  }
}
