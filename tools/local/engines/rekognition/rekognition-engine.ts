import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Engine, notServed, type ServiceCall, ServiceError, type ServiceResponse } from '../engine';
import { parseInput } from '../input';
import { answerJson } from '../output';
import type { ObjectStore } from '../s3/object-store';

/** A label with its confidence (0 to 100), from the top of the taxonomy down: `['Violence', 'Weapons']`. */
export interface TaughtLabel {
  readonly path: readonly [string, ...string[]];
  readonly confidence: number;
}

/** An image recognition that recognises nothing by itself. */
export interface RekognitionEngine extends Engine {
  /**
   * Tells what an image shows; an empty list for one that shows nothing that moderation is about.
   *
   * @param sha256 of the image's bytes, in hex
   */
  teach(sha256: string, labels: readonly TaughtLabel[]): void;
  /** Fails so many times for an image, before it says what it was taught of it. */
  failFirst(sha256: string, times: number): void;
}

const name = z.string().min(1);
const detectInput = z.strictObject({
  Image: z.strictObject({ S3Object: z.strictObject({ Bucket: name, Name: name }) }),
  MinConfidence: z.number().min(0).max(100).default(50),
});

/**
 * Rekognition's moderation of images in S3. Of an image that it was not taught it says neither what it shows nor that it shows nothing: it
 * does not take it, and says why, so that nothing looks clean that nobody has looked at.
 *
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html
 */
export function createRekognitionEngine(objects: Pick<ObjectStore, 'get'>): RekognitionEngine {
  const taught = new Map<string, readonly TaughtLabel[]>();
  const failing = new Map<string, number>();

  async function detect(call: ServiceCall): Promise<unknown> {
    const { Image, MinConfidence } = parseInput(call, detectInput, 'InvalidParameterException');
    const { Bucket, Name } = Image.S3Object;
    const object = await objects.get(Bucket, Name);
    if (!object)
      throw new ServiceError(
        'InvalidS3ObjectException',
        'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
      );
    const sha256 = createHash('sha256').update(object.body).digest('hex');
    const left = failing.get(sha256) ?? 0;
    failing.set(sha256, left - 1);
    if (left > 0) throw new ServiceError('InternalServerError', 'Amazon Rekognition experienced a service issue.', 500);
    const labels = taught.get(sha256);
    if (!labels) throw new ServiceError('InvalidImageFormatException', unknown(sha256));
    return {
      ModerationLabels: labels.flatMap(chainOf).filter(({ Confidence }) => Confidence >= MinConfidence),
      ModerationModelVersion: '7.0',
      ContentTypes: [],
    };
  }

  return {
    name: 'rekognition',
    services: ['rekognition'],
    resourceTypes: [],
    teach: (sha256, labels) => void taught.set(sha256, labels),
    failFirst: (sha256, times) => void failing.set(sha256, times),
    async handle(call: ServiceCall, response: ServiceResponse) {
      if (call.operation !== 'DetectModerationLabels') throw notServed(call);
      return answerJson(response, '1.1', await detect(call));
    },
    async create() {},
    async stop() {},
  };
}

const unknown = (sha256: string) =>
  `The laptop recognises nothing in pictures, and was not taught what the image with SHA-256 ${sha256} shows.`;

/** A label, and those above it. */
const chainOf = ({ path, confidence }: TaughtLabel) =>
  path.map((Name, at) => ({
    ...{ Name, ParentName: path[at - 1] ?? '', Confidence: confidence, TaxonomyLevel: at + 1 },
  }));
