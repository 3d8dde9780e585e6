import { defineDesign } from '../../design';
import { checkStage } from './check-stage';
import { RagDataStack } from './rag-data-stack';
import { RagModelsStack } from './rag-models-stack';
import { RagStack } from './rag-stack';
import { ragConfiguration } from './settings';
import { workload } from './workload';

/** Documents with permissions: ingestion, hybrid search, answers whose citations are verified. One corpus a stage, in its primary region. */
export const rag = defineDesign({
  name: 'rag',
  summary:
    'Documents with permissions: ingestion, hybrid search, answers with verified citations, on OpenSearch and Bedrock',
  workload,
  configuration: ragConfiguration,
  define(scope, { primary, tools }, settings) {
    checkStage(primary.settings, settings);
    const { documents, originals, search, setup } = new RagDataStack(scope, primary, settings);
    const hosts = Object.keys(settings.endpoints).length > 0;
    const models = hosts ? new RagModelsStack(scope, primary, settings) : undefined;
    const stack = new RagStack(scope, {
      platform: primary,
      settings,
      documents: documents.table,
      originals,
      search,
      setup,
      endpoints: models?.endpoints ?? new Map(),
    });
    // What its deployment starts, the filling of another index, calls them.
    if (models) stack.addStackDependency(models);
    tools.push(...stack.tools);
    return stack.routes;
  },
});
