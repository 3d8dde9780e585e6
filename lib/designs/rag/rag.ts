import { defineDesign } from '../../design';
import { checkStage } from './check-stage';
import { RagDataStack } from './rag-data-stack';
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
    const stack = new RagStack(scope, {
      platform: primary,
      settings,
      documents: documents.table,
      originals,
      search,
      setup,
    });
    tools.push(...stack.tools);
    return stack.routes;
  },
});
