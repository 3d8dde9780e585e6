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

/** Of indexes and aliases. */
const chunks = [CHUNKS_ALIAS, `${CHUNKS_ALIAS}-*`];
const answers = ['rag-answers-*'];
const on = (index_patterns: readonly string[], ...allowed_actions: string[]) => ({ index_patterns, allowed_actions });

/** Aliases are moved, and indexes deleted with them, by requests of one kind. */
const dropping = ['indices:admin/aliases', 'indices:admin/delete'];
const searching = ['read', 'indices:admin/mappings/get'];

/**
 * Rights by kind of function. Those who search read only, and learn what an index's vectors are made with; those who answer also keep
 * cached answers; ingestion reads and writes all indexes, lets another one answer, and deletes those that nobody uses.
 *
 * @see https://docs.opensearch.org/latest/security/access-control/default-action-groups/
 */
export const searchRoles = {
  Search: {
    name: 'rag-search',
    rights: { cluster_permissions: ['cluster_composite_ops_ro'], index_permissions: [on(chunks, ...searching)] },
  },
  Answer: {
    name: 'rag-answer',
    rights: {
      // Keeping an answer is one line of a bulk request, which is a right in the cluster as well.
      cluster_permissions: ['cluster_composite_ops_ro', 'indices:data/write/bulk'],
      index_permissions: [on(chunks, ...searching), on(answers, 'read', 'index')],
    },
  },
  Ingest: {
    name: 'rag-ingest',
    rights: {
      cluster_permissions: ['cluster_composite_ops'],
      index_permissions: [
        on([...chunks, ...answers], 'read', 'write', 'delete', 'indices:admin/refresh*', ...dropping),
        on(chunks, 'indices:admin/get'),
      ],
    },
  },
} as const satisfies Record<string, SearchRole>;
