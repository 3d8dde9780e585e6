import { ok, type Route } from './route';

export const clusterRoutes: readonly Route[] = [
  {
    methods: ['GET', 'HEAD'],
    path: '/',
    handle({ cluster, guard }) {
      guard.cluster('cluster:monitor/main');
      const version = { distribution: 'opensearch', number: '3.0.0', build_type: 'laptop' };
      return ok({
        name: 'laptop',
        cluster_name: cluster.name,
        version,
        tagline: 'The OpenSearch Project: https://opensearch.org/',
      });
    },
  },
  {
    methods: ['GET'],
    path: '/_cluster/health',
    // It is as healthy as can be: there is nothing to wait for.
    parameters: ['wait_for_status', 'wait_for_nodes', 'wait_for_no_relocating_shards', 'level', 'local'],
    handle({ cluster, guard }) {
      guard.cluster('cluster:monitor/health');
      const shards = cluster.all().reduce((sum, index) => sum + index.shards.length, 0);
      return ok({
        cluster_name: cluster.name,
        status: 'green',
        timed_out: false,
        number_of_nodes: 1,
        number_of_data_nodes: 1,
        discovered_cluster_manager: true,
        active_primary_shards: shards,
        active_shards: shards,
        relocating_shards: 0,
        initializing_shards: 0,
        unassigned_shards: 0,
        delayed_unassigned_shards: 0,
        number_of_pending_tasks: 0,
        number_of_in_flight_fetch: 0,
        task_max_waiting_in_queue_millis: 0,
        active_shards_percent_as_number: 100,
      });
    },
  },
];
