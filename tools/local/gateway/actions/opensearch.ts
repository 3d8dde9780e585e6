import { domainOfPath } from '../../engines/opensearch/opensearch-engine';
import { accountId } from '../../resource-identity';
import type { ActionMap } from './action-map';

/**
 * IAM sees the method and the path of a call to a domain, not what it does there.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
 */
const actions: Readonly<Record<string, string>> = {
  GET: 'es:ESHttpGet',
  POST: 'es:ESHttpPost',
  PUT: 'es:ESHttpPut',
  DELETE: 'es:ESHttpDelete',
  HEAD: 'es:ESHttpHead',
  PATCH: 'es:ESHttpPatch',
};

export const opensearch: ActionMap = {
  protocol: 'opensearch',
  accessDenied: 'AccessDeniedException',
  operation: ({ method, path }) => `${method} ${(domainOfPath(path)?.path ?? path).replace(/\?.*$/s, '')}`,
  requirements({ method, path, region }) {
    const target = domainOfPath(path);
    const action = actions[method];
    if (!target || !action) return undefined;
    const pathname = target.path.replace(/\?.*$/s, '');
    return [{ action, resource: `arn:aws:es:${region}:${accountId}:domain/${target.domain}${decodeURI(pathname)}` }];
  },
};
