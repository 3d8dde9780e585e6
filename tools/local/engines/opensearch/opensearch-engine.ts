import { randomUUID } from 'node:crypto';
import type { Engine, EngineContext, ServiceCall, ServiceResponse } from '../engine';
import { type Backend, embedded, remote } from './backend';
import { Cluster } from './cluster';
import { domainOf } from './domain';
import { Security } from './security/security';

export interface OpenSearchOptions {
  /** A real cluster that answers instead; user and password may stand in it. */
  readonly url?: string | undefined;
}

/** `/opensearch/<domain>/<path>`: the host of a domain is the first two on a laptop. */
const domainPath = /^\/opensearch\/([^/?]+)(.*)$/s;

/** Where a domain's calls come to, below the address of the gateway. */
export const domainBase = (domain: string): string => `/opensearch/${domain}`;

/** Which domain a call is for, and the path that it would have in AWS. */
export function domainOfPath(path: string): { readonly domain: string; readonly path: string } | undefined {
  const [, domain, rest = ''] = domainPath.exec(path) ?? [];
  return domain === undefined ? undefined : { domain, path: rest.startsWith('/') ? rest : `/${rest}` };
}

/** OpenSearch domains, each with its own indices, in memory or at a real cluster. */
export function createOpenSearchEngine(context: EngineContext, { url }: OpenSearchOptions = {}): Engine {
  const domains = new Map<string, Backend>();
  return {
    name: 'opensearch',
    services: ['es'],
    resourceTypes: ['AWS::OpenSearchService::Domain'],
    async handle(call: ServiceCall, response: ServiceResponse) {
      const target = domainOfPath(call.path);
      const backend = target && domains.get(target.domain);
      if (!target || !backend) return answerUnknown(response, call.path);
      const { status, contentType, body } = await backend(call, target.path);
      response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
      response.end(call.method === 'HEAD' ? undefined : body);
    },
    async create(resource) {
      const { name, fineGrained } = domainOf(resource);
      const cluster = new Cluster(`${context.accountId}:${name}`, context.now, randomUUID);
      const local = embedded(cluster, new Security(fineGrained, cluster));
      domains.set(name, url ? remote(url, local) : local);
    },
    async stop() {
      domains.clear();
    },
  };
}

/** In AWS the name of such a host would not resolve. */
function answerUnknown(response: ServiceResponse, path: string): void {
  const body = Buffer.from(JSON.stringify({ Message: `${path} is of no domain` }));
  response.writeHead(404, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
