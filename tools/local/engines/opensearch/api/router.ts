import { notServedHere, SearchError } from '../errors';
import { aliasRoutes } from './aliases';
import { bulkRoutes } from './bulk';
import { clusterRoutes } from './cluster-api';
import { documentRoutes } from './documents';
import { indexRoutes } from './indices';
import type { ApiRequest, ApiResponse, Route } from './route';
import { searchRoutes } from './searches';
import { securityRoutes } from './security-api';
import { templateRoutes } from './templates';

const routes: readonly Route[] = [
  ...clusterRoutes,
  ...indexRoutes,
  ...aliasRoutes,
  ...templateRoutes,
  ...documentRoutes,
  ...bulkRoutes,
  ...searchRoutes,
  ...securityRoutes,
];

/** Parameters of every route that change how an answer looks or how long it may take, not what it says. */
const always = ['pretty', 'timeout', 'master_timeout', 'cluster_manager_timeout', 'error_trace'];

const compiled = routes.map((route) => {
  const names: string[] = [];
  const source = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    // What is called an index may be `_all`, and is no other word with an underscore.
    return name === 'index' ? '((?!_)[^/]+|_all)' : '([^/]+)';
  });
  return { route, names, pattern: new RegExp(`^${source}/?$`) };
});

/**
 * Serves one request.
 * @param path without the query, percent-encoded as it was sent
 * @throws SearchError on a route or parameter that is not served, and as the route words it
 */
export function route(method: string, path: string, request: Omit<ApiRequest, 'path'>): ApiResponse {
  for (const { route, names, pattern } of compiled) {
    const match = route.methods.includes(method) ? pattern.exec(path) : null;
    if (!match) continue;
    checkParameters(route, request.parameters);
    const parts = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]);
    return route.handle({ ...request, path: Object.fromEntries(parts) as Record<string, string> });
  }
  throw notServedHere(`${method} ${path}`);
}

function checkParameters({ parameters: own = [] }: Route, parameters: URLSearchParams): void {
  const other = [...parameters.keys()].find((name) => !own.includes(name) && !always.includes(name));
  if (other !== undefined) throw notServedHere(`parameter [${other}]`);
}

/** Runs what answers a request; what it throws becomes the answer. */
export function answered(run: () => ApiResponse): ApiResponse {
  try {
    return run();
  } catch (error) {
    if (error instanceof SearchError) return { status: error.status, body: error.body };
    throw error;
  }
}
