import type { FauxqsApp, FauxqsResponse } from '../fauxqs-app';

export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
}

/** The objects of the S3 engine, for engines, the console's edge and tests: no SDK, no policies. */
export interface ObjectStore {
  createBucket(bucket: string): Promise<void>;
  put(bucket: string, key: string, object: StoredObject): Promise<void>;
  /** `undefined` where bucket or key does not exist. */
  get(bucket: string, key: string): Promise<StoredObject | undefined>;
  /** Keys in order. Throws where the bucket does not exist. */
  list(bucket: string, prefix?: string): Promise<string[]>;
}

export function createObjectStore(app: FauxqsApp): ObjectStore {
  return {
    async createBucket(bucket) {
      succeed(await app.request({ method: 'PUT', path: `/${bucket}`, headers: {} }));
    },
    async put(bucket, key, { body, contentType }) {
      const headers = { 'content-type': contentType, 'content-length': String(body.length) };
      succeed(await app.request({ method: 'PUT', path: objectPath(bucket, key), headers, body }));
    },
    async get(bucket, key) {
      const answer = await app.request({ method: 'GET', path: objectPath(bucket, key), headers: {} });
      if (answer.statusCode === 404) return undefined;
      const { headers, body } = succeed(answer);
      return { body, contentType: String(headers['content-type']) };
    },
    async list(bucket, prefix = '') {
      const keys: string[] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const page: string[] = await listPage(app, bucket, prefix, after);
        keys.push(...page);
        after = page.at(-1);
      }
      return keys;
    },
  };
}

async function listPage(app: FauxqsApp, bucket: string, prefix: string, after: string): Promise<string[]> {
  const query = new URLSearchParams({ 'list-type': '2', prefix, 'start-after': after });
  const answer = succeed(await app.request({ method: 'GET', path: `/${bucket}?${query}`, headers: {} }));
  return [...answer.body.toString().matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
}

function objectPath(bucket: string, key: string): string {
  return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

function succeed(answer: FauxqsResponse): FauxqsResponse {
  if (answer.statusCode < 300) return answer;
  throw new Error(`S3 engine answered ${answer.statusCode}: ${answer.body.toString()}`);
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescapeXml(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');
}
