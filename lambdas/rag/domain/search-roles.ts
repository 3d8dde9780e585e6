import { ALL_ANSWERS, ALL_CHUNKS } from './index-definition';
import { CHUNKS_ALIAS } from './index-name';

/** What functions of one kind may do in the search domain, as its security plugin takes it. */
export interface SearchRole {
  readonly name: string;
  readonly rights: {
    readonly cluster_permissions: readonly string[];
    readonly index_permissions: readonly {
      readonly index_patterns: readonly string[];
      readonly allowed_actions: readonly string[];
    }[];
  };
}

const chunks = [CHUNKS_ALIAS, ALL_CHUNKS];
const on = (index_patterns: readonly string[], ...allowed_actions: string[]) => ({ index_patterns, allowed_actions });

/**
 * Rights by kind of function. Those who search read only; those who answer also keep cached answers; ingestion writes, and reads
 * as far as a deletion by query does.
 *
 * @see https://docs.opensearch.org/latest/security/access-control/default-action-groups/
 */
export const searchRoles = {
  Search: {
    name: 'rag-search',
    rights: { cluster_permissions: ['cluster_composite_ops_ro'], index_permissions: [on(chunks, 'read')] },
  },
  Answer: {
    name: 'rag-answer',
    rights: {
      // Keeping an answer is one line of a bulk request, which is a right in the cluster as well.
      cluster_permissions: ['cluster_composite_ops_ro', 'indices:data/write/bulk'],
      index_permissions: [on(chunks, 'read'), on([ALL_ANSWERS], 'read', 'index')],
    },
  },
  Ingest: {
    name: 'rag-ingest',
    rights: {
      cluster_permissions: ['cluster_composite_ops'],
      index_permissions: [
        on([ALL_CHUNKS, ALL_ANSWERS], 'read', 'write', 'delete', 'indices:admin/refresh*', 'indices:admin/aliases/get'),
      ],
    },
  },
} as const satisfies Record<string, SearchRole>;
