import { fitsPattern } from '../json';

/**
 * Permissions by the name of a predefined group.
 * @see https://docs.opensearch.org/latest/security/access-control/default-action-groups/
 */
const groups: Readonly<Record<string, readonly string[]>> = {
  unlimited: ['*'],
  cluster_all: ['cluster:*'],
  cluster_monitor: ['cluster:monitor/*'],
  cluster_composite_ops_ro: [
    ...['indices:data/read/mget', 'indices:data/read/msearch', 'indices:data/read/mtv', 'indices:data/read/scroll'],
    ...['indices:admin/aliases/exists*', 'indices:admin/aliases/get*', 'indices:admin/resolve/index'],
  ],
  cluster_composite_ops: [
    ...['cluster_composite_ops_ro', 'indices:data/write/bulk', 'indices:data/write/reindex', 'indices:admin/aliases*'],
  ],
  cluster_manage_index_templates: [
    ...['indices:admin/template/*', 'indices:admin/index_template/*', 'cluster:admin/component_template/*'],
  ],
  cluster_manage_pipelines: ['cluster:admin/ingest/pipeline/*'],
  indices_all: ['indices:*'],
  get: ['indices:data/read/get*', 'indices:data/read/mget*'],
  read: ['indices:data/read*', 'indices:admin/mappings/fields/get*', 'indices:admin/resolve/index'],
  write: ['indices:data/write*', 'indices:admin/mapping/put'],
  delete: ['indices:data/write/delete*'],
  crud: ['read', 'write'],
  search: [
    ...['indices:data/read/search*', 'indices:data/read/msearch*', 'indices:admin/resolve/index'],
    'indices:data/read/suggest*',
  ],
  suggest: ['indices:data/read/suggest*'],
  create_index: ['indices:admin/create', 'indices:admin/mapping/put'],
  indices_monitor: ['indices:monitor/*'],
  index: [
    ...['indices:data/write/index*', 'indices:data/write/update*', 'indices:data/write/bulk*'],
    'indices:admin/mapping/put',
  ],
  data_access: ['indices:data/*', 'crud'],
  manage_aliases: ['indices:admin/aliases*'],
  manage: ['indices:monitor/*', 'indices:admin/*'],
};

/** Whether a list of permissions and groups of them holds an action. */
export function holds(permissions: readonly string[], action: string): boolean {
  return permissions.some((permission) => {
    const group = groups[permission.toLowerCase()];
    return group ? holds(group, action) : fitsPattern(action, permission);
  });
}

/** Whether a name is that of a group, or can be a permission. */
export const isPermission = (name: string): boolean =>
  name.toLowerCase() in groups || name === '*' || /^(cluster|indices):/.test(name);
