import { createHash } from 'node:crypto';
import * as format from '../../lambdas/streaming/domain/images/image-format';
import type { FormPost } from '../../web/client/form-post';
import { imageProblem, imageTypes, MOST_IMAGE_BYTES, sha256Of, uploadImage } from '../../web/client/image-upload';
import type { AnnouncedImage } from '../../web/client/streaming-client';

const png = new Blob(['picture'], { type: 'image/png' });
const digest = createHash('sha256').update('picture').digest('hex');

/** A service that wants an upload, or has looked at the image before. */
function service(wantsUpload: boolean) {
  const announced: AnnouncedImage[] = [];
  const posted: FormPost[] = [];
  return {
    ...{ announced, posted },
    async announceImage(image: AnnouncedImage) {
      announced.push(image);
      const view = { ...image, status: 'waiting' as const };
      const upload = { url: 'https://bucket/', fields: { key: 'images/o/i' }, expiresAt: 1 };
      return { image: view, ...(wantsUpload && { upload }) };
    },
    async post(post: FormPost) {
      posted.push(post);
    },
  };
}

test('an image is announced by its bytes, and uploaded as the service says', async () => {
  const { announced, posted, ...fake } = service(true);
  const shares: number[] = [];
  const name = await uploadImage(fake, png, { post: fake.post, onProgress: (share) => shares.push(share) });
  expect(name).toBe(digest);
  expect(announced).toEqual([{ sha256: digest, contentType: 'image/png', bytes: 7 }]);
  expect(posted).toEqual([{ url: 'https://bucket/', fields: { key: 'images/o/i' }, content: png }]);
  expect(shares).toEqual([1]);
});

test('what was looked at before is not uploaded again', async () => {
  const { posted, ...fake } = service(false);
  expect(await uploadImage(fake, png, { post: fake.post })).toBe(await sha256Of(png));
  expect(posted).toEqual([]);
});

test('what the service would refuse is not sent', () => {
  expect([imageTypes, MOST_IMAGE_BYTES]).toEqual([format.imageTypes, format.MOST_IMAGE_BYTES]);
  expect(imageProblem(png)).toBeUndefined();
  expect(imageProblem({ type: 'image/gif', size: 7 })).toBe('Only JPEG and PNG are taken');
  expect(imageProblem({ type: 'image/png', size: 0 })).toBe('It is empty');
  expect(imageProblem({ type: 'image/png', size: MOST_IMAGE_BYTES })).toBeUndefined();
  expect(imageProblem({ type: 'image/png', size: MOST_IMAGE_BYTES + 1 })).toBe('It has more than 5 MB');
});
