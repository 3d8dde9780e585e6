import './support/environment';
import { createHash } from 'node:crypto';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { createAsking } from '../../../lambdas/shared/asking';
import { circuitsInMemory, createCircuitBreaker } from '../../../lambdas/shared/domain/circuit-breaker';
import { decodeImage } from '../../../lambdas/streaming/adapters/decode-image';
import { createDetectLabels } from '../../../lambdas/streaming/adapters/detect-labels';
import { createImageObjects } from '../../../lambdas/streaming/adapters/image-objects';
import type { ImageFacts } from '../../../lambdas/streaming/domain/images/image-facts';
import { objectKey } from '../../../lambdas/streaming/domain/images/image-ref';
import { createScreenImage } from '../../../lambdas/streaming/screen-image.handler';
import { createScreening } from '../../../lambdas/streaming/screening';
import { type LocalServices, startLocalServices } from '../../tools/local/engines/local-services';
import { capturedLogger } from '../support/captured-logger';
import { NOW } from './support/events';
import { jpegOf, scene } from './support/images';

const Bucket = 'images';
const orgHash = 'o'.repeat(22);
const MOST = 5;
let local: LocalServices;
let s3: S3Client;
let rekognition: RekognitionClient;

beforeAll(async () => {
  local = await startLocalServices();
  s3 = new S3Client({ ...local.client, maxAttempts: 1 });
  rekognition = new RekognitionClient({ ...local.client, maxAttempts: 1 });
  await local.create({ type: 'AWS::S3::Bucket', ref: Bucket, properties: {} });
});
afterAll(async () => {
  for (const client of [s3, rekognition]) client.destroy();
  await local.stop();
});

async function uploaded(seed: number, width = 100) {
  const body = Buffer.from(jpegOf(scene(seed, width, 90)));
  const ref = { orgHash, sha256: createHash('sha256').update(body).digest('hex') };
  await local.engines.objects.put(Bucket, objectKey(ref), { body, contentType: 'image/jpeg' });
  return ref;
}

/** Real bytes through the handler, with the SDK's own clients. */
function setUp(wake: () => Promise<void> = async () => undefined) {
  const facts = new Map<string, ImageFacts>();
  const hidden: number[] = [];
  const refusals: string[] = [];
  const { logger } = capturedLogger();
  const screening = createScreening({
    store: {
      find: async ({ sha256 }) => facts.get(sha256),
      put: async ({ sha256 }, found) => void facts.set(sha256, found),
    },
    read: createImageObjects(s3, Bucket),
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    decode: decodeImage,
    label: createAsking({
      ...{ target: 'rekognition', mostMs: 10_000, onError: () => undefined },
      call: createDetectLabels(rekognition, Bucket),
      breaker: createCircuitBreaker(circuitsInMemory(), () => NOW),
      limit: (ms) => AbortSignal.timeout(ms),
    }),
    ...{ takeCall: async () => true, wake, now: () => NOW, metrics: { add: () => undefined } },
    onRefusal: (reason) => void refusals.push(reason),
  });
  const handle = createScreenImage({
    ...{ screening, hide: async (_, seconds) => void hidden.push(seconds), maxReceives: MOST, logger },
  });
  const deliver = async (body: unknown, receives = 1) => {
    const record = { messageId: 'm', body: JSON.stringify(body), receiptHandle: 'r' };
    const attributes = { ApproximateReceiveCount: String(receives) };
    const { batchItemFailures } = await handle({ Records: [{ ...record, attributes } as SQSRecord] } as SQSEvent);
    return batchItemFailures.length === 0 ? 'done' : 'again';
  };
  const created = (key: string) => ({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { object: { key } } });
  return { facts, hidden, refusals, deliver, created };
}

it('an image that the model knows is labelled with what it shows, and with all that is above it', async () => {
  const { facts, deliver, created } = setUp();
  const ref = await uploaded(1);
  local.engines.rekognition.teach(ref.sha256, [
    { path: ['Violence', 'Weapons'], confidence: 88 },
    { path: ['Alcohol'], confidence: 12 },
  ]);
  expect(await deliver(created(objectKey(ref)))).toBe('done');
  const labels = ['Violence', 'Weapons'].map((name) => ({ name, confidence: 88 }));
  expect(facts.get(ref.sha256)).toMatchObject({ status: 'screened', labels, model: '7.0', width: 100 });
});

it('an image that the model does not take is for a person, with the reason in the log', async () => {
  const { facts, refusals, deliver, created } = setUp();
  const ref = await uploaded(2);
  expect(await deliver(created(objectKey(ref)))).toBe('done');
  expect(facts.get(ref.sha256)).toMatchObject({ status: 'screened', unlabelled: 'not-accepted' });
  expect(refusals).toEqual([expect.stringContaining(`was not taught what the image with SHA-256 ${ref.sha256} shows`)]);
});

it('what failed is tried again later each time, and given up at last; the message is left to the dead letters', async () => {
  const { hidden, deliver, created } = setUp(async () => {
    throw new Error('the stream is away');
  });
  const ref = await uploaded(3);
  const outcomes: string[] = [];
  for (let receives = 1; receives <= MOST; receives += 1)
    outcomes.push(await deliver(created(objectKey(ref)), receives));
  expect(outcomes).toEqual(Array.from({ length: MOST }, () => 'again'));
  expect(hidden).toEqual([5, 20, 80, 320, 0]);
});

it('what is about no image is left to the dead letters', async () => {
  const { deliver, created } = setUp();
  expect(await deliver(created('images/../x'))).toBe('again');
  expect(await deliver({ source: 'aws.ec2' })).toBe('again');
});

it('an answer of another version of the model is none: its labels may have names that no rule knows', async () => {
  const answer = { ModerationLabels: [], ModerationModelVersion: '8.0' };
  const client = { send: async () => answer } as unknown as RekognitionClient;
  const detect = createDetectLabels(client, Bucket);
  const ref = { orgHash, sha256: 'a'.repeat(64) };
  expect(await detect(ref, AbortSignal.timeout(1_000))).toBeUndefined();
  expect(
    await createDetectLabels(
      { send: async () => ({ ...answer, ModerationModelVersion: '7.0' }) } as unknown as RekognitionClient,
      Bucket,
    )(ref, AbortSignal.timeout(1_000)),
  ).toEqual({ labels: [], model: '7.0' });
});
