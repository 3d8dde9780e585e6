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

/**
 * Names as handlers have them (`lambdas/rag/domain/index-name.ts`), for the paths of policies: aliases of the index that answers, and
 * of all indexes.
 */
export const indexPaths = { live: '/rag-chunks', chunks: '/rag-chunks-all', answers: '/rag-answers-all' } as const;
