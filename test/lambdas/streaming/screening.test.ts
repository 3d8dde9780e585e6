import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { decodeImage } from '../../../lambdas/streaming/adapters/decode-image';
import type { ImageObject } from '../../../lambdas/streaming/adapters/image-objects';
import { type ImageFacts, imageFactsSchema, reasonOf } from '../../../lambdas/streaming/domain/images/image-facts';
import { MOST_IMAGE_BYTES } from '../../../lambdas/streaming/domain/images/image-format';
import { fromHex, ones } from '../../../lambdas/streaming/domain/moderation/known/bits';
import { MOST_DISTANCE } from '../../../lambdas/streaming/domain/moderation/known/near-index';
import { createScreening, NotLabelledError, type ScreeningDeps } from '../../../lambdas/streaming/screening';
import { NOW } from './support/events';
import { exifOf, exifSegment, orientation, storedAs, withParts } from './support/exif';
import { jpegOf, pngOf, scene } from './support/images';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const picture = scene(3, 120, 90);
const jpeg = jpegOf(picture);

const object = (bytes: Uint8Array | undefined, contentType = 'image/jpeg', size = bytes?.length ?? 0): ImageObject => ({
  ...{ bytes, contentType, size },
});

/** A screening of one image, with what came of it. */
function setUp(uploaded: ImageObject | undefined, more: Partial<ScreeningDeps> = {}, before?: ImageFacts) {
  const seen = {
    facts: before,
    writes: 0,
    wakes: 0,
    calls: 0,
    metrics: {} as Record<string, number>,
    refusals: [] as string[],
  };
  const ref = { orgHash: 'o', sha256: uploaded?.bytes ? sha256(uploaded.bytes) : 'f'.repeat(64) };
  const screening = createScreening({
    store: {
      find: async () => seen.facts,
      async put(_, facts) {
        seen.facts = imageFactsSchema.parse(facts);
        seen.writes += 1;
      },
    },
    read: async () => uploaded,
    ...{ sha256, decode: decodeImage, takeCall: async () => true, now: () => NOW },
    async label() {
      seen.calls += 1;
      return { value: { labels: [{ name: 'Alcohol', confidence: 71 }], model: '7.0' } };
    },
    async wake() {
      seen.wakes += 1;
    },
    metrics: { add: (name, _, value) => void Object.assign(seen.metrics, { [name]: value }) },
    onRefusal: (reason) => void seen.refusals.push(reason),
    ...more,
  });
  return { seen, ref, screen: (isLast = false) => screening.screen(ref, isLast), giveUp: () => screening.giveUp(ref) };
}

it.each([
  ['image/jpeg', jpeg],
  ['image/png', pngOf(picture)],
])('an image (%s) is hashed, labelled and told of', async (type, bytes) => {
  const { seen, screen } = setUp(object(bytes, type));
  await screen();
  expect(seen.facts).toEqual({
    ...{ status: 'screened', contentType: type, bytes: bytes.length, at: NOW, width: 120, height: 90 },
    ...{
      perceptualHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      labels: [{ name: 'Alcohol', confidence: 71 }],
      model: '7.0',
    },
  });
  expect([seen.wakes, seen.metrics]).toEqual([1, { ImagesUnlabelled: 0, ImagesScreened: 1 }]);
});

it('an image that is stored on its side is told of, and looked at, as it is shown', async () => {
  const upright = setUp(object(jpeg));
  const exif = exifSegment(exifOf([[orientation(6)]]));
  const onItsSide = setUp(object(withParts(jpegOf(storedAs(picture, 6)), 'image/jpeg', [exif])));
  for (const { screen } of [upright, onItsSide]) await screen();
  expect(onItsSide.seen.facts).toMatchObject({ width: 120, height: 90 });
  const [first, second] = [upright, onItsSide].map(({ seen }) => fromHex(seen.facts?.perceptualHash ?? ''));
  if (!first || !second) throw new Error('no look');
  expect(ones(first.high ^ second.high) + ones(first.low ^ second.low)).toBeLessThanOrEqual(MOST_DISTANCE);
});

it('a second look at the same image asks nobody, and tells what waits once more: the first may have ended before that', async () => {
  const { seen, screen } = setUp(object(jpeg));
  await screen();
  await screen();
  expect(seen).toMatchObject({ writes: 1, calls: 1, wakes: 2 });
});

const half = jpeg.subarray(0, Math.floor(jpeg.length / 2));
it.each([
  ['other-bytes', object(half), 'a'.repeat(64)],
  ['not-what-it-says', object(jpeg, 'image/png'), undefined],
  ['not-decoded', object(half), undefined],
  ['too-large', object(undefined, 'image/jpeg', MOST_IMAGE_BYTES + 1), undefined],
] as const)('what is %s is refused in plain words, and no model is asked', async (refused, uploaded, name) => {
  const { seen, ref, screen } = setUp(uploaded);
  if (name) Object.assign(ref, { sha256: name });
  await screen();
  expect(seen).toMatchObject({ facts: { status: 'refused', refused }, calls: 0, wakes: 1 });
  expect(seen.metrics).toEqual({ ImagesRefused: 1 });
  expect(reasonOf(seen.facts as ImageFacts)).toMatch(/^It .*\.$/);
});

it.each([
  ['too-small', { read: async () => object(tiny()) }, tiny()],
  ['budget-spent', { takeCall: async () => false }, jpeg],
  ['not-accepted', { label: async () => ({ value: { notAccepted: 'InvalidImageFormatException' } }) }, jpeg],
] as const)('an image that no model looks at (%s) is for a person, at once', async (unlabelled, more, bytes) => {
  const { seen, screen } = setUp(object(bytes), unlabelled === 'too-small' ? {} : more);
  await screen();
  expect(seen.facts).toMatchObject({ status: 'screened', unlabelled, perceptualHash: expect.any(String) });
  expect(seen.facts?.labels).toBeUndefined();
  const isModelAway = unlabelled === 'budget-spent';
  expect(seen.metrics).toEqual(isModelAway ? { ImagesUnlabelled: 1 } : { ImagesUnlabelled: 0, ImagesNotAccepted: 1 });
  expect([seen.wakes, reasonOf(seen.facts as ImageFacts)]).toEqual([
    1,
    expect.stringMatching(/A person looks at it\.$/),
  ]);
});
function tiny() {
  return jpegOf(scene(1, 60, 200));
}

describe('a model that does not answer', () => {
  const silent = { label: async () => ({ unavailable: 'no answer in time' as const }) };

  it('is asked again, and nothing is written before', async () => {
    const { seen, screen } = setUp(object(jpeg), silent);
    await expect(screen()).rejects.toThrow(NotLabelledError);
    expect(seen).toMatchObject({ writes: 0, wakes: 0 });
  });

  it('leaves the image to people in the end, and the message to the dead letters', async () => {
    const { seen, screen } = setUp(object(jpeg), silent);
    await expect(screen(true)).rejects.toThrow(NotLabelledError);
    expect(seen).toMatchObject({ facts: { status: 'screened', unlabelled: 'no-answer' }, wakes: 1 });
    expect(seen.metrics).toEqual({ ImagesUnlabelled: 1 });
  });

  it('labels the image when it is looked at once more', async () => {
    const { seen, screen } = setUp(
      object(jpeg),
      {},
      {
        ...{ status: 'screened', contentType: 'image/jpeg', bytes: 9, at: 1, unlabelled: 'no-answer' },
      },
    );
    await screen();
    expect(seen.facts).toMatchObject({ labels: [expect.anything()], at: NOW });
    expect(seen.facts?.unlabelled).toBeUndefined();
  });
});

it('an image whose screening ends with the process is given up; what was found of another one stays', async () => {
  const waiting: ImageFacts = { status: 'waiting', contentType: 'image/png', bytes: 9, at: 1 };
  const first = setUp(object(jpeg), {}, waiting);
  await first.giveUp();
  expect(first.seen).toMatchObject({ facts: { status: 'refused', refused: 'given-up' }, wakes: 1 });
  const second = setUp(object(jpeg));
  await second.screen();
  await second.giveUp();
  expect(second.seen).toMatchObject({ facts: { status: 'screened' }, wakes: 2 });
});

it('an object that is gone meanwhile leaves nothing behind', async () => {
  const { seen, screen } = setUp(undefined);
  await screen();
  expect(seen).toMatchObject({ writes: 0, wakes: 0 });
});

it('whatever is uploaded, it is screened or refused, and never both', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(jpeg.length - 1).map((end) => jpeg.subarray(0, end)),
      ),
      fc.constantFrom('image/jpeg', 'image/png', 'text/html'),
      async (bytes, type) => {
        const { seen, screen } = setUp(object(bytes, type));
        await screen().catch(() => undefined);
        const { status, refused } = seen.facts ?? {};
        expect([status === 'screened', refused !== undefined].filter(Boolean)).toHaveLength(1);
      },
    ),
    { numRuns: 60 },
  );
});
