import assert from 'node:assert/strict';
import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { domainBase } from '../../engines/opensearch/opensearch-engine';
import { newId } from '../answer';
import { eventually, ingest, markdown, ragRequest } from '../documents';
import type { StepGroup, TourContext } from '../step';

/** Another length than the stage's. */
const shorter = 256;

/** The search domain, as whoever may do everything in it sees it. */
function operatorsClient({ laptop }: TourContext): Client {
  const { endpoint, region, ...credentials } = laptop.credentials.operator;
  const [domain] = laptop.core.resources.ofType('AWS::OpenSearchService::Domain');
  assert.ok(domain, 'no search domain');
  const signer = AwsSigv4Signer({ region, service: 'es', getCredentials: async () => credentials });
  return new Client({ ...signer, node: `${endpoint}${domainBase(domain.ref)}` });
}

/** Lengths of the vectors of the indexes that have a document, in order. */
async function lengthsWith(client: Client, documentId: string): Promise<number[]> {
  const query = { term: { documentId } };
  const { body } = await client.search({
    index: 'rag-chunks-all',
    body: { size: 100, query, _source: ['documentId'] },
  });
  const names = new Set(body.hits.hits.map(({ _index }) => _index));
  return [...names].map((name) => Number(String(name).replace(/.*-/, ''))).toSorted((a, b) => a - b);
}

export const reindexing: StepGroup = {
  name: 'reindexing',
  needs: 'RagApiUrl',
  steps: [
    {
      name: 'another embedding fills an index beside the one that answers, which stays as good',
      async run(context) {
        const { customResources } = context.laptop;
        const client = operatorsClient(context);
        const marker = newId();
        const about = (text: string) => ({
          title: `${marker} ${text}`,
          contentType: 'text/plain',
          bytes: markdown(`The ${text} of the harbour was built in 1871.`),
        });
        const before = await ingest(context, 'alice', about('lighthouse'));
        const found = async (documentId: string) => {
          const wanted = { query: 'When was it built?', filters: { documentIds: [documentId] } };
          const { body } = await ragRequest(context, 'alice', 'POST', '/v1/search', wanted);
          const { results, embedding, degraded } = body as {
            results: unknown[];
            embedding: object;
            degraded: string[];
          };
          return { count: results.length, embedding, vectors: !degraded.includes('vector') };
        };
        const first = await found(before);
        assert.ok(first.count > 0 && first.vectors, JSON.stringify(first));
        await customResources.update('Custom::SearchIndex', { Dimensions: String(shorter) });
        try {
          await eventually(async () => {
            context.signal.throwIfAborted();
            return (await lengthsWith(client, before)).includes(shorter);
          });
          const meanwhile = await ingest(context, 'alice', about('breakwater'));
          assert.equal((await lengthsWith(client, meanwhile)).length, 2);
          assert.deepEqual(await found(before), first);
          assert.deepEqual(await found(meanwhile), first);
        } finally {
          await customResources.update('Custom::SearchIndex');
          await client.close();
        }
        return 'copied, and what comes meanwhile is in both';
      },
    },
  ],
};
