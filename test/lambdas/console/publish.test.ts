import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { patiently } from '../../../lambdas/console/deps';
import { type Buckets, createPublish } from '../../../lambdas/console/publish.handler';
import { answerCloudFormation } from '../../../lambdas/shared/answer-cloud-formation';
import { createCustomResource } from '../../../lambdas/shared/custom-resource';

const file = (Key: string) => ({
  Key,
  SourceBucket: 'assets',
  SourceKey: `hash-of-${Key}`,
  ContentType: 'text/html',
  CacheControl: 'no-cache',
});
const properties = (...keys: string[]) => ({
  ServiceToken: 'arn',
  Bucket: 'console',
  Region: 'us-east-1',
  Files: keys.map(file),
  Texts: [{ Key: 'config.json', Body: '{}', ContentType: 'application/json', CacheControl: 'no-cache' }],
});
const common = {
  ServiceToken: 'arn',
  ResponseURL: 'http://cloudformation',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Files',
  ResourceType: 'Custom::PublishedFiles',
};
const created = (...keys: string[]): CloudFormationCustomResourceEvent => ({
  ...common,
  RequestType: 'Create',
  ResourceProperties: properties(...keys),
});
const updated = (before: string[], after: string[]): CloudFormationCustomResourceEvent => ({
  ...common,
  RequestType: 'Update',
  PhysicalResourceId: 'console',
  ResourceProperties: properties(...after),
  OldResourceProperties: properties(...before),
});
const deleted = (ResourceProperties: object): CloudFormationCustomResourceEvent => ({
  ...common,
  RequestType: 'Delete',
  PhysicalResourceId: 'console',
  ResourceProperties: { ServiceToken: 'arn', ...ResourceProperties },
});

/** A console bucket, and assets that hold their own name. */
function world(fail?: (call: string) => Error | undefined) {
  const objects = new Map<string, string>();
  const calls: string[] = [];
  const step = (call: string) => {
    calls.push(call);
    const error = fail?.(call);
    if (error) throw error;
  };
  const buckets: Buckets = {
    async read({ key }) {
      step(`read ${key}`);
      return new TextEncoder().encode(key);
    },
    async write({ key }, { body }) {
      step(`write ${key}`);
      objects.set(key, typeof body === 'string' ? body : new TextDecoder().decode(body));
    },
    async remove({ key }) {
      step(`remove ${key}`);
      objects.delete(key);
    },
  };
  return { objects, calls, buckets, publish: createPublish({ buckets: () => buckets }) };
}

const signal = new AbortController().signal;

describe('publishing', () => {
  it('writes the texts and then the files in their order, so that the page comes last', async () => {
    const { publish, calls, objects } = world();
    await publish(created('app.js', 'index.html'), signal);
    expect(calls.filter((call) => call.startsWith('write'))).toEqual([
      'write config.json',
      'write app.js',
      'write index.html',
    ]);
    expect(objects.get('index.html')).toBe('hash-of-index.html');
  });

  it('is the same however often it is repeated', async () => {
    const { publish, objects } = world();
    await publish(created('app.js'), signal);
    const once = new Map(objects);
    await publish(created('app.js'), signal);
    expect(objects).toEqual(once);
  });

  it('removes in an update what is no longer there, and brings it back when the update is taken back', async () => {
    const { publish, objects } = world();
    await publish(created('app.js', 'old.js'), signal);
    await publish(updated(['app.js', 'old.js'], ['app.js']), signal);
    expect([...objects.keys()]).toEqual(['config.json', 'app.js']);
    await publish(updated(['app.js'], ['app.js', 'old.js']), signal);
    expect(objects.has('old.js')).toBe(true);
  });

  it('removes everything at the end, and is good where there never was anything', async () => {
    const { publish, objects, calls } = world();
    await publish(created('app.js'), signal);
    await publish(deleted(properties('app.js')), signal);
    expect(objects.size).toBe(0);
    calls.length = 0;
    await publish(deleted({ Bucket: 'malformed' }), signal);
    expect(calls).toEqual([]);
  });
});

describe('permissions that do not hold yet', () => {
  const refusal = (name: string) => Object.assign(new Error('denied'), { name });
  const denied = refusal('AccessDenied');

  it.each(['AccessDenied', 'AccessDeniedException'])('are waited for (%s)', async (name) => {
    let left = 2;
    const { buckets, objects } = world(() => (left-- > 0 ? refusal(name) : undefined));
    await patiently(buckets, [0, 0, 0]).write(
      { bucket: 'console', key: 'a' },
      { body: '', contentType: '', cacheControl: '' },
      signal,
    );
    expect(objects.has('a')).toBe(true);
  });

  it('are not waited for in vain, nor is anything else', async () => {
    const { buckets, calls } = world(() => denied);
    await expect(patiently(buckets, [0, 0]).remove({ bucket: 'console', key: 'a' }, signal)).rejects.toBe(denied);
    expect(calls).toHaveLength(3);
    const other = world(() => new Error('no such key'));
    await expect(patiently(other.buckets, [0]).read({ bucket: 'assets', key: 'a' }, signal)).rejects.toThrow('no such');
    expect(other.calls).toHaveLength(1);
  });
});

describe('CloudFormation', () => {
  const answers: CloudFormationCustomResourceResponse[] = [];
  const errors: unknown[] = [];
  const resource = (apply: Parameters<typeof createCustomResource>[0]['apply']) =>
    createCustomResource({
      apply,
      answer: async (_url, response) => void answers.push(response),
      onError: (error) => errors.push(error),
    });
  const context = (ms: number) => ({ getRemainingTimeInMillis: () => ms });
  beforeEach(() => {
    answers.length = 0;
    errors.length = 0;
  });

  it('is told that it is done', async () => {
    await resource(async () => ({ physicalResourceId: 'console' }))(created(), context(60_000));
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'console', RequestId: 'request' }),
    ]);
  });

  it('is told why it failed, with an id by which to delete it', async () => {
    const fail = () => Promise.reject(new Error('no such bucket'));
    await resource(fail)(created(), context(60_000));
    await resource(fail)(updated([], []), context(60_000));
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: 'Error: no such bucket', PhysicalResourceId: 'request' }),
      expect.objectContaining({ Status: 'FAILED', PhysicalResourceId: 'console' }),
    ]);
    expect(errors).toHaveLength(2);
  });

  it('is told when the time is nearly over, whatever hangs', async () => {
    await resource(() => new Promise(() => undefined))(created(), context(15_010));
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('too long') }),
    ]);
  });

  it('is answered at its address, without a content type, and again when that fails', async () => {
    const requests: { method?: string; type?: string; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const { method, headers } = request;
      requests.push({ method, type: headers['content-type'], body: await text(request) });
      response.writeHead(requests.length === 1 ? 503 : 200).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const { StackId, RequestId, LogicalResourceId } = common;
      const ids = { StackId, RequestId, LogicalResourceId };
      await answerCloudFormation(url, { Status: 'SUCCESS', PhysicalResourceId: 'console', ...ids });
    } finally {
      server.close();
      server.closeAllConnections();
    }
    expect(requests).toHaveLength(2);
    expect(requests[1]).toMatchObject({ method: 'PUT', type: '' });
    expect(JSON.parse(requests[1]?.body ?? '')).toMatchObject({ Status: 'SUCCESS' });
  });
});
