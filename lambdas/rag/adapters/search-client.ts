import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';

/** Milliseconds that one request to the search domain may take. */
const REQUEST_MS = 10_000;

/**
 * The search domain's data plane; requests are signed with the function's own role.
 *
 * @param endpoint `https://<host>`
 */
export const createSearchClient = (endpoint: string, region = process.env.AWS_REGION ?? 'us-east-1'): Client =>
  new Client({
    ...AwsSigv4Signer({ region, service: 'es', getCredentials: async () => ownCredentials() }),
    node: endpoint,
    maxRetries: 1,
    requestTimeout: REQUEST_MS,
  });

/** As Lambda gives them to a function for as long as its environment lives; the signer would load the SDK's whole search for any. */
const ownCredentials = () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
  sessionToken: process.env.AWS_SESSION_TOKEN,
});
