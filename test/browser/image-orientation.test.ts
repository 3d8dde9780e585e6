import type { Browser, Page } from 'playwright-core';
import { greyOf } from '../../lambdas/streaming/domain/images/grey';
import { type ImageType, imageTypes } from '../../lambdas/streaming/domain/images/image-format';
import { MOST_DISTANCE } from '../../lambdas/streaming/domain/moderation/known/near-index';
import type { Pixels } from '../../lambdas/streaming/domain/moderation/known/perceptual-hash';
import {
  chunk,
  exifOf,
  exifSegment,
  ORIENTATIONS,
  orientation,
  storedAs,
  withParts,
} from '../lambdas/streaming/support/exif';
import { jpegOf, pngOf, scene } from '../lambdas/streaming/support/images';
import { decoded, looksApart } from '../lambdas/streaming/support/looks';
import { oddImages } from '../lambdas/streaming/support/odd-images';
import { startBrowser } from './support/browser';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
});
afterAll(() => browser.close());

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

/** Runs in the page: what is seen of an image at this address. */
const draw = (address: string) => `(async () => {
  const image = new Image();
  image.src = ${JSON.stringify(address)};
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width, height, data: [...context.getImageData(0, 0, width, height).data] };
})()`;

async function seen(bytes: Uint8Array, type: ImageType): Promise<Pixels> {
  const drawn: Drawn = await page.evaluate(draw(`data:${type};base64,${Buffer.from(bytes).toString('base64')}`));
  return greyOf({ ...drawn, data: Uint8Array.from(drawn.data) });
}

const upright = scene(20_261_129, 64, 48);
const stored = (type: ImageType, stated: (typeof ORIENTATIONS)[number]): Buffer => {
  const [image, exif] = [storedAs(upright, stated), exifOf([[orientation(stated)]])];
  return type === 'image/png'
    ? withParts(pngOf(image), type, [chunk('eXIf', exif)])
    : withParts(jpegOf(image), type, [exifSegment(exif)]);
};

describe.each(imageTypes)('%s', (type) => {
  it.each(ORIENTATIONS)('that is stored in orientation %s is hashed as a person sees it', async (stated) => {
    const bytes = stored(type, stated);
    const shown = await seen(bytes, type);
    expect([shown.width, shown.height]).toEqual([upright.width, upright.height]);
    expect(looksApart(shown, greyOf(upright))).toBeLessThanOrEqual(MOST_DISTANCE);
    expect(looksApart(shown, decoded(bytes, type))).toBeLessThanOrEqual(MOST_DISTANCE);
  });
});

it.each(oddImages)('$name: turned as a person sees it', async ({ bytes, type }) => {
  const [shown, own] = [await seen(bytes, type), decoded(bytes, type)];
  expect([own.width, own.height]).toEqual([shown.width, shown.height]);
});
