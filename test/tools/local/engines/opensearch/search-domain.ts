import { randomBytes } from 'node:crypto';
import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { domainBase } from '../../../../../tools/local/engines/opensearch/opensearch-engine';
import { type LocalServices, region, startLocalServices } from '../local-services';

export interface SearchDomain {
  readonly local: LocalServices;
  /** The official client, signing as a function would; its caller may do all. */
  readonly client: Client;
  /** A name that no other test has, so that a real cluster can be used again and again. */
  readonly name: (what: string) => string;
  /** Whether a real cluster answers, at OPENSEARCH_URL. */
  readonly isReal: boolean;
  stop(): Promise<void>;
}

/** A search domain behind the gateway, or a real cluster behind it when OPENSEARCH_URL is set. */
export async function startSearchDomain(): Promise<SearchDomain> {
  const url = process.env.OPENSEARCH_URL;
  const local = await startLocalServices({ openSearchUrl: url });
  await local.create({ type: 'AWS::OpenSearchService::Domain', ref: 'search', properties: {} });
  const { credentials, endpoint } = local.client;
  const signer = AwsSigv4Signer({ region, service: 'es', getCredentials: async () => credentials });
  const client = new Client({ ...signer, node: `${endpoint}${domainBase('search')}`, maxRetries: 0 });
  const run = randomBytes(4).toString('hex');
  const names = new Set<string>();
  return {
    local,
    client,
    name(what) {
      names.add(`contract-${run}-${what}`);
      return `contract-${run}-${what}`;
    },
    isReal: url !== undefined,
    async stop() {
      for (const index of names)
        await client.indices.delete({ index, ignore_unavailable: true }).catch(() => undefined);
      await client.close();
      await local.stop();
    },
  };
}

/** Settings of an index that is refreshed when it is told to, and only then. */
export const settings = { index: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '-1', knn: true } };

/** Lines of a bulk request: each operation, and its body where it has one. */
export const operations = (index: string, documents: Readonly<Record<string, object>>, routing = 'acme') =>
  Object.entries(documents).flatMap(([_id, source]) => [{ index: { _index: index, _id, routing } }, source]);

/** Status and error of a call that has to fail. */
export async function failureOf(call: Promise<unknown>): Promise<{ status: number; type: string; reason: string }> {
  const error = await call.then(
    () => {
      throw new Error('the call did not fail');
    },
    (reason: { statusCode?: number; body?: { error?: { type: string; reason: string } } }) => reason,
  );
  const { type = '', reason = String(error) } = error.body?.error ?? {};
  return { status: error.statusCode ?? 0, type, reason };
}
