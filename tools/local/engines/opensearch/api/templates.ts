import { SearchError } from '../errors';
import { acknowledged, jsonBody, ok, type Route } from './route';

const path = '/_index_template/{name}';

const missing = (name: string) =>
  new SearchError(404, 'index_template_missing_exception', `index_template [${name}] missing`);

export const templateRoutes: readonly Route[] = [
  {
    methods: ['PUT', 'POST'],
    path,
    handle(request) {
      request.guard.cluster('indices:admin/index_template/put');
      request.cluster.templates.put(request.path.name ?? '', jsonBody(request));
      return acknowledged;
    },
  },
  {
    methods: ['GET', 'HEAD'],
    path,
    parameters: ['local'],
    handle({ cluster, guard, path: { name = '' } }) {
      guard.cluster('indices:admin/index_template/get');
      const template = cluster.templates.get(name);
      if (!template) throw missing(name);
      return ok({ index_templates: [{ name, index_template: template }] });
    },
  },
  {
    methods: ['DELETE'],
    path,
    handle({ cluster, guard, path: { name = '' } }) {
      guard.cluster('indices:admin/index_template/delete');
      if (!cluster.templates.delete(name)) throw missing(name);
      return acknowledged;
    },
  },
];
