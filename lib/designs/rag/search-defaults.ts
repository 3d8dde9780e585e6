/**
 * Vectors are searched by faiss with the filter inside of the search, which the engine has since 2.9. Fine-grained access control
 * asks for encryption at rest, between nodes and on the way.
 *
 * @see https://docs.opensearch.org/latest/vector-search/filter-search-knn/
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/off-peak.html
 */
export const domainDefaults = {
  engineVersion: 'OpenSearch_3.5',
  domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
  nodeToNodeEncryptionOptions: { enabled: true },
  // Updates of the service's own software, at an hour (UTC) when few search.
  offPeakWindowOptions: { enabled: true, offPeakWindow: { windowStartTime: { hours: 2, minutes: 0 } } },
  softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
} as const;

/** How much of a stack's name CloudFormation keeps in the names of its roles. */
export const roleStackCharacters = 24;

/** Stands for the index that answers, whichever it is. */
const chunks = 'rag-chunks';

/** Names as handlers have them (`lambdas/rag/domain/index-name.ts`), for the paths of policies. */
export function indexNames(model: string, dimensions: number) {
  const slug = model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return { alias: chunks, chunks: `${chunks}-${slug}-${dimensions}`, answers: `rag-answers-${slug}-${dimensions}` };
}
