import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import fc from 'fast-check';
import { fileStore } from '../../../lambdas/gpu-endpoint/deps';
import { differences } from '../../../lambdas/gpu-endpoint/domain/comparison';
import { createVerifyArtifacts } from '../../../lambdas/gpu-endpoint/verify-artifacts';
import { type LocalServices, startLocalServices } from '../../tools/local/engines/local-services';

const Bucket = 'models';
const Prefix = 'qwen/abc/';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the files of a model in S3', () => {
  let local: LocalServices;
  let client: S3Client;

  beforeAll(async () => {
    local = await startLocalServices();
    await local.create({ type: 'AWS::S3::Bucket', ref: Bucket, properties: {} });
    client = new S3Client({ ...local.client, forcePathStyle: true });
    for (const [Key, Body] of Object.entries({ 'config.json': '{}', 'weights/1.safetensors': 'w'.repeat(100_000) })) {
      await client.send(new PutObjectCommand({ Bucket, Key: Prefix + Key, Body }));
    }
    await client.send(new PutObjectCommand({ Bucket, Key: 'qwen/other/config.json', Body: 'another model' }));
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  const exact = { 'config.json': sha256('{}'), 'weights/1.safetensors': sha256('w'.repeat(100_000)) };

  async function verify(files: object, RequestType = 'Create', store = fileStore(client)) {
    const answers: { url: string; response: CloudFormationCustomResourceResponse }[] = [];
    const handler = createVerifyArtifacts({
      files: store,
      respond: async (url, response) => void answers.push({ url, response }),
    });
    const ids = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'https://answer' };
    const ResourceProperties = { ServiceToken: 't', Bucket, Prefix, Files: JSON.stringify(files) };
    await handler({ RequestType, ...ids, ResourceProperties } as unknown as CloudFormationCustomResourceEvent);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ url: 'https://answer', response: { StackId: 's', RequestId: 'r' } });
    return answers[0]?.response;
  }

  it('are verified when they are exactly those that were listed', async () => {
    expect(await verify(exact)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: Prefix,
      Data: { Uri: 's3://models/qwen/abc/' },
    });
  });

  it.each([
    ['differs', { ...exact, 'config.json': sha256('x') }, /config\.json has digest .*, expected /],
    ['is missing', { ...exact, 'tokenizer.json': sha256('x') }, /tokenizer\.json is missing/],
    ['is not listed', { 'config.json': sha256('{}') }, /weights\/1\.safetensors is not listed/],
  ])('fail the deployment when one %s', async (_, files, reason) => {
    expect(await verify(files)).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(await verify(files, 'Update')).toMatchObject({ Status: 'FAILED' });
  });

  it('fail the deployment when they cannot be read', async () => {
    const broken = { list: async () => ['a'], digest: () => Promise.reject(new Error('AccessDenied')) };
    expect(await verify(exact, 'Create', broken)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('could not be verified: Error: AccessDenied'),
    });
  });

  it('do not keep a stack from being deleted', async () => {
    expect(await verify({ gone: sha256('x') }, 'Delete')).toMatchObject({ Status: 'SUCCESS' });
  });
});

it('nothing differs exactly when both lists are the same', () => {
  const digests = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'));
  fc.assert(
    fc.property(digests, digests, (expected, found) => {
      const same = JSON.stringify(Object.entries(expected).sort()) === JSON.stringify(Object.entries(found).sort());
      expect(differences(expected, found).length === 0).toBe(same);
    }),
  );
});
