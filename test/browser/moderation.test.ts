import { createHash, randomInt } from 'node:crypto';
import type { Locator } from 'playwright-core';
import type { TaughtLabel } from '../../tools/local/engines/rekognition/rekognition-engine';
import { jpegOf, picture } from '../../tools/local/tour/picture';
import { textToAudit } from '../../tools/local/tour/steps/audits';
import { postForm } from '../../web/client/form-post';
import { uploadImage } from '../../web/client/image-upload';
import { submissionOf } from '../../web/client/moderation';
import type { Item } from '../../web/client/streaming-client';
import { accessibilityProblems } from './support/accessibility';
import { consoleOfFile } from './support/console-of-file';
import { newWords, StreamingConsole } from './support/streaming-console';

const current = consoleOfFile();
const streaming = new StreamingConsole(current);

/** Reads something again and again until it is so. */
async function until<T>(read: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (isSo(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Submitted {
  readonly text: string;
  readonly images?: readonly string[];
}

/** Submits something over the API. @returns the item once machines have judged it */
async function judged({ text, images = [] }: Submitted): Promise<Item> {
  const alice = streaming.clientOf('alice');
  const id = `item-${newWords().replaceAll(' ', '-')}`;
  await alice.sendEvents([submissionOf({ id, userId: 'author', text, images, isNewAuthor: false }, Date.now())]);
  const found = await until(
    () => alice.findItem(id),
    (item) => item !== undefined && item.status !== 'pending',
  );
  if (!found) throw new Error(`${id} is gone`);
  return found;
}

/** An image that looks like no other, of which the laptop knows what it shows. */
function imageShowing(labels: readonly TaughtLabel[]): Buffer {
  const bytes = jpegOf(picture(randomInt(2 ** 31)), 85);
  current().laptop.core.engines.rekognition.teach(createHash('sha256').update(bytes).digest('hex'), labels);
  return bytes;
}

/** Uploads an image over the API. @returns its name once it was looked at */
async function lookedAt(bytes: Buffer): Promise<string> {
  const alice = streaming.clientOf('alice');
  const content = new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
  const name = await uploadImage(alice, content, { post: postForm });
  await until(
    () => alice.image(name),
    ({ status }) => status !== 'waiting',
  );
  return name;
}

/** Decides what waits for a person, over the API. */
async function approveAs(user: string, item: Item): Promise<void> {
  const client = streaming.clientOf(user);
  const waiting = await until(
    () => client.reviews('moderators'),
    (reviews) => reviews.some(({ content }) => content.id === item.id),
  );
  const { review = '' } = waiting.find(({ content }) => content.id === item.id) ?? {};
  await client.claim(review);
  await client.decide(review, { decision: 'approve', note: 'A song' });
}

async function openReview(text: string, name: string): Promise<Locator> {
  const { page } = current();
  await page.getByRole('button', { name: `Look at ${text}` }).click();
  return page.getByRole('dialog', { name });
}

/** Runs in the page: pixels of the image that is shown, once it is there. */
const widthOfImage = `(async () => {
  const image = document.querySelector('.review-image img');
  await image.decode();
  return image.naturalWidth;
})()`;

test('who claims a review is told of earlier items like it, and is shown its image when they ask for it', async () => {
  const { page } = current();
  const text = `Who sang kill yourself, ${newWords()}`;
  await approveAs('bob', await judged({ text }));
  const image = await lookedAt(imageShowing([{ path: ['Violence', 'Weapons'], confidence: 61 }]));
  await judged({ text, images: [image] });
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes(image) && asked.push(request.url()));

  await streaming.open('dave');
  await streaming.tab(/^Reviews/).click();
  const dialog = await openReview(text, 'Review');
  const images = dialog.getByRole('region', { name: 'Images' });
  await images.getByText('Who claims the review sees them').waitFor();
  await dialog.getByRole('button', { name: 'Claim for 15 minutes' }).click();
  await dialog
    .getByRole('table', { name: 'Earlier items like it' })
    .getByRole('row', { name: /The same words approved, in a review .* Nothing was decided/ })
    .waitFor();
  await images.getByText('Weapons 61 %').waitFor();
  expect(asked).toEqual([]);
  expect(await accessibilityProblems(page)).toEqual([]);
  await images.getByRole('button', { name: 'Show image 1' }).click();
  const shown = images.getByRole('img', { name: 'Submitted, number 1' });
  await shown.waitFor();
  expect(await page.evaluate(widthOfImage)).toBe(240);
  expect(asked).toHaveLength(1);
  expect(await accessibilityProblems(page)).toEqual([]);
  await images.getByRole('button', { name: 'Hide image 1' }).click();
  await shown.waitFor({ state: 'detached' });
});

test('who audits is told nothing of what was decided, and that it stays', async () => {
  const { page } = current();
  const [bob, erin] = ['bob', 'erin'].map((user) => streaming.clientOf(user));
  const { current: held } = (await bob?.policies()) ?? {};
  const draft = await bob?.draftPolicy({ ...held?.policy, audit: { share: 0.1 } });
  const { policy } = (draft && (await erin?.approvePolicy(draft))) ?? {};
  if (!policy) throw new Error('no policy holds');
  // The reader of the stream takes a new policy within seconds.
  const { text } = await until(
    async () => {
      const text = textToAudit(policy);
      return { text, item: await judged({ text }) };
    },
    ({ item }) => item.policy.version === policy.filters.version,
  );

  await streaming.open('dave');
  await streaming.tab(/^Reviews/).click();
  await page.getByRole('button', { name: 'Blind audits' }).click();
  await page.getByText('You are not told what that was, and it stays.', { exact: false }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const dialog = await openReview(`${text.slice(0, 80)}…`, 'Blind audit');
  await dialog.getByText('Waits for an audit').waitFor();
  await dialog.getByRole('button', { name: 'Claim for 15 minutes' }).click();
  await dialog.getByRole('textbox', { name: 'Note for other reviewers' }).fill('Praises a lake');
  await dialog.getByRole('button', { name: /^Rule that is broken/ }).click();
  await page.getByRole('option', { name: /^advertising/ }).click();
  expect(await dialog.innerText()).not.toMatch(/Published|Severity|Filters/);
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'It breaks the rule' }).click();
  await dialog.getByText(/The item stays published: an audit changes nothing of it\./).waitFor();
  await dialog.getByText(/Rejected in a blind audit by you: Praises a lake/).waitFor();
});

test('a draft is tried on what is recorded, and who approves it sees what would change', async () => {
  const { page } = current();
  const text = `Who sang kill yourself, ${newWords()}`;
  const item = await judged({ text });
  const bob = streaming.clientOf('bob');
  const { policy } = (await bob.policies()).current;
  await bob.draftPolicy({ ...policy, peopleFrom: 6 });

  await streaming.open('dave');
  await streaming.tab('Policy').click();
  const draft = page.getByRole('region', { name: /^Draft of version/ });
  await draft.getByText('Not tried').waitFor();
  await draft.getByRole('button', { name: 'Try the draft' }).click();
  const change = draft
    .getByRole('table', { name: 'What would change' })
    .getByRole('row', { name: /^to a person to the model/ });
  await change.waitFor();
  await draft.getByText('All that was recorded was tried.').waitFor();
  await draft.getByRole('button', { name: /^What its filters found/ }).click();
  await draft
    .getByRole('list', { name: 'What its filters found' })
    .getByText(/\bkill\b/)
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await change
    .getByRole('button', { name: /^Why of/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('Filters passed it on').waitFor();
  await page.keyboard.press('Escape');

  await streaming.signInAs('erin');
  await streaming.tab('Policy').click();
  await draft.getByText(/^Tried by /).waitFor();
  await draft.getByRole('button', { name: 'Approve the draft' }).waitFor();
  await approveAs('erin', item);
});

test('a policy tells how much is audited blindly, what follows from what images show, and which rules are theirs alone', async () => {
  const { page } = current();
  const bob = streaming.clientOf('bob');
  const { policy } = (await bob.policies()).current;
  const { filters } = policy;
  const images = [
    { label: 'Violence', category: 'explicit', approveBelow: 62, rejectFrom: 97.5 },
    { label: 'Alcohol', category: 'goods', approveBelow: 71 },
  ];
  await bob.draftPolicy({ ...policy, audit: { share: 0.015 }, filters: { ...filters, images } });

  await streaming.open('dave');
  await streaming.tab('Policy').click();
  const draft = page.getByRole('region', { name: /^Draft of version/ });
  await draft.getByText('of 1.5 % of what machines decide').waitFor();
  const rules = draft.getByRole('table', { name: /: rules$/ });
  await rules.getByRole('row', { name: /^explicit 3 images alone Nudity/ }).waitFor();
  await rules.getByRole('row', { name: /^goods 3 texts and images Offers/ }).waitFor();
  await draft.getByRole('button', { name: 'Labels of images (2)' }).click();
  const labels = draft.getByRole('table', { name: /: labels of images$/ });
  await labels.getByRole('row', { name: 'Violence explicit 62 % 97.5 %' }).waitFor();
  await labels.getByRole('row', { name: 'Alcohol goods 71 % never' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  const { images: _, ...unseen } = filters;
  await bob.draftPolicy({ ...policy, audit: { share: 0 }, filters: unseen });
  await streaming.signInAs('dave');
  await streaming.tab('Policy').click();
  await draft.getByRole('button', { name: 'Labels of images (0)' }).click();
  await draft.getByText('People look at every image that no list knows.').waitFor();
  await draft.getByText('none', { exact: true }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('says so where the policy that should hold cannot be read, and what then becomes of items', async () => {
  const { page } = current();
  await page.route('**/v1/moderation/policy', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), unread: 7 } });
  });
  await streaming.open('dave');
  await streaming.tab('Policy').click();
  await page.getByText('Version 7 should hold, and cannot be read here').waitFor();
  await page.getByText(/^Everything waits for people/).waitFor();
  await page.getByRole('region', { name: 'Policy to begin a draft with' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('images are submitted beside a text, looked at, and counted in the path that the item took', async () => {
  const { page } = current();
  const bytes = imageShowing([]);
  await streaming.open('alice');
  await streaming.tab('Submit a text').click();
  const files = page.locator('input[type=file]');
  await files.setInputFiles({ name: 'moving.gif', mimeType: 'image/gif', buffer: Buffer.from('GIF89a') });
  await page.getByText('Only JPEG and PNG are taken').first().waitFor();
  expect(await page.getByRole('button', { name: 'Submit', exact: true }).isDisabled()).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove moving.gif' }).click();
  await files.setInputFiles({ name: 'kettle.jpg', mimeType: 'image/jpeg', buffer: bytes });
  // The way to the bucket is held up until the page shows it.
  await page.route(
    (url) => !url.pathname.includes('/v1/'),
    async (route) => {
      if (route.request().method() === 'POST') await page.getByRole('progressbar', { name: 'kettle.jpg' }).waitFor();
      await route.continue();
    },
  );
  const verdict = await streaming.submit(`The kettle is here, ${newWords()}`);
  await verdict.getByText('Looked at, 240 × 180 pixels.').waitFor();
  await verdict.getByText('Published', { exact: true }).waitFor();
  await verdict.getByText(/Filters approved \(1 image\)/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  streaming.expectNotReadYet();
});
