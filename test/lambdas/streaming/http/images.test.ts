import '../support/environment';
import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import { auditEventOf } from '../../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { problemSchema } from '../../../../lambdas/shared/domain/problem';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { createImageLink, createUploadPermit } from '../../../../lambdas/streaming/adapters/image-addresses';
import { imageRef } from '../../../../lambdas/streaming/adapters/image-items';
import { createImageLooks } from '../../../../lambdas/streaming/adapters/image-looks';
import { createImageStore } from '../../../../lambdas/streaming/adapters/image-store';
import { createModelCalls } from '../../../../lambdas/streaming/adapters/model-calls';
import { createPrecedentStore } from '../../../../lambdas/streaming/adapters/precedent-store';
import { imageResponse, imageView } from '../../../../lambdas/streaming/domain/api/images';
import { contentOf } from '../../../../lambdas/streaming/domain/cascade/content';
import { judgedByFilters } from '../../../../lambdas/streaming/domain/cascade/judging';
import type { ModerationCase } from '../../../../lambdas/streaming/domain/cascade/moderation-case';
import type { ImageFacts } from '../../../../lambdas/streaming/domain/images/image-facts';
import { createImages } from '../../../../lambdas/streaming/images.handler';
import { createModerating } from '../../../../lambdas/streaming/moderating';
import { createModerationReviews } from '../../../../lambdas/streaming/moderation-reviews.handler';
import { createShowImages } from '../../../../lambdas/streaming/showing-images';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { NOW } from '../support/events';
import { type ItemTable, startItemTable } from '../support/item-table';
import { moderatingDeps, ready, submitted } from '../support/moderation';

let table: ItemTable;
let made = 0;
beforeAll(async () => {
  table = await startItemTable();
});
afterAll(() => table.stop());

const client = new S3Client({ region: 'us-east-1' });
const name = (text: string) => createHash('sha256').update(text).digest('hex');
const screened: ImageFacts = {
  ...{ status: 'screened', contentType: 'image/png', bytes: 9, at: NOW, width: 100, height: 90 },
  ...{ perceptualHash: 'f'.repeat(16), labels: [], model: '7.0' },
};

/** The API of an organisation of its own. */
function setUp() {
  const org = `images-${made++}`;
  const person = (userId: string, ...groups: string[]): Principal => ({ ...alice, org, userId, groups });
  const store = createImageStore({ document: table.document, table: 'items', keptDays: 30 });
  const looks = createImageLooks(table.document, 'items', () => NOW);
  const { logger } = capturedLogger();
  const permit = createUploadPermit(client, 'images');
  const route = httpRoute(logger).handler(createImages({ store, permit, now: () => NOW }));
  const audited: AuditEntry[] = [];
  const audit = { record: async (entry: AuditEntry) => void audited.push(entry) };
  const reviews = httpRoute(logger).handler(
    createModerationReviews({
      ...{ store: table.store, audit, tell: async () => undefined },
      ...{ policyOf: async () => ready.policy, now: () => NOW, logger },
      precedents: createPrecedentStore({ document: table.document, table: 'items', keptDays: 30 }),
      showImages: createShowImages({ store, linkTo: createImageLink(client, 'images'), audit, now: () => NOW }),
    }),
  );
  async function call(target: unknown, who: Principal, request: Parameters<typeof httpEvent>[0]) {
    const { statusCode, body } = (await invoke(target, httpEvent(request, who))) as HttpResponse;
    const json = JSON.parse(body);
    if (statusCode >= 400) problemSchema.parse(json);
    return { status: statusCode, json };
  }
  const announce = (body: unknown, who = person('u1')) =>
    call(route, who, { httpMethod: 'POST', resource: '/v1/images', body: JSON.stringify(body) });
  const show = (sha256: string, who = person('u1')) =>
    call(route, who, { resource: '/v1/images/{sha256}', pathParameters: { sha256 } });
  const step = (path: string, who: Principal, review = '', body: unknown = {}) =>
    call(reviews, who, {
      ...(path === '' ? {} : { httpMethod: 'POST' }),
      resource: `/v1/moderation/reviews${path === '' ? '' : `/{review}/${path}`}`,
      ...(review && { pathParameters: { review } }),
      body: JSON.stringify(body),
    });
  const submit = (data: Readonly<Record<string, unknown>>) =>
    createModerating(moderatingDeps(table.store, { images: looks }))({ ...submitted(data), org });
  return { org, person, store, looks, announce, show, step, submit, audited };
}

it('an image is announced, gets a form for exactly its bytes, and waits; again it gets another form', async () => {
  const { org, announce, show } = setUp();
  const wanted = { sha256: name('a'), contentType: 'image/png', bytes: 123 };
  const { status, json } = await announce(wanted);
  expect(status).toBe(200);
  const { image, upload } = imageResponse.parse(json);
  expect(image).toMatchObject({ sha256: wanted.sha256, status: 'waiting', bytes: 123 });
  expect(upload?.expiresAt).toBeGreaterThan(NOW);
  const { conditions } = JSON.parse(Buffer.from(upload?.fields.Policy ?? '', 'base64').toString('utf8'));
  expect(conditions).toEqual(
    expect.arrayContaining([
      ['content-length-range', 123, 123],
      { key: `images/${imageRef(org, wanted.sha256).orgHash}/${wanted.sha256}` },
      { 'Content-Type': 'image/png' },
      { 'x-amz-checksum-sha256': Buffer.from(wanted.sha256, 'hex').toString('base64') },
    ]),
  );
  expect((await announce({ ...wanted, contentType: 'image/jpeg' })).json.image.contentType).toBe('image/jpeg');
  expect(imageView.parse((await show(wanted.sha256)).json).status).toBe('waiting');
});

it('one that was looked at needs no upload, and tells its author no label; one that failed for a while does', async () => {
  const { org, store, announce, show } = setUp();
  const wanted = { sha256: name('b'), contentType: 'image/png', bytes: 9 };
  const ref = imageRef(org, wanted.sha256);
  await store.put(ref, screened);
  expect((await announce(wanted)).json).toEqual({ image: expect.objectContaining({ status: 'screened' }) });
  expect(JSON.stringify((await show(wanted.sha256)).json)).not.toMatch(/label|model|Hash/);
  await store.put(ref, { ...screened, labels: undefined, model: undefined, unlabelled: 'no-answer' });
  const again = (await announce(wanted)).json;
  expect([again.image.status, again.image.reason, typeof again.upload.url]).toEqual([
    ...['screened', 'The model did not answer. A person looks at it.', 'string'],
  ]);
  await store.put(ref, { ...screened, status: 'refused', refused: 'not-decoded' });
  expect((await announce(wanted)).json).toEqual({
    image: expect.objectContaining({ status: 'refused', reason: expect.stringMatching(/^It cannot be decoded/) }),
  });
});

it('another organisation knows nothing of it', async () => {
  const { announce, show } = setUp();
  await announce({ sha256: name('c'), contentType: 'image/png', bytes: 9 });
  const other = setUp();
  expect((await show(name('c'))).status).toBe(200);
  expect(await other.show(name('c'))).toMatchObject({ status: 404, json: { code: 'image_not_found' } });
});

it.each([
  ['a name that is no SHA-256', { sha256: 'abc' }, /sha256: must be the SHA-256/],
  ['another type', { contentType: 'image/gif' }, /contentType/],
  ['too many bytes', { bytes: 5_000_001 }, /bytes/],
  ['no bytes', { bytes: 0 }, /bytes/],
  ['a field too many', { org: 'globex' }, /org/],
])('%s is told to be wrong', async (_, change, detail) => {
  const { announce } = setUp();
  const { status, json } = await announce({ sha256: name('d'), contentType: 'image/png', bytes: 9, ...change });
  expect([status, json.code]).toEqual([400, 'invalid_request']);
  expect(json.detail).toMatch(detail);
});

it('a path that names no image is told to be wrong', async () => {
  expect(await setUp().show('..%2F')).toMatchObject({ status: 400, json: { code: 'invalid_request' } });
});

it('moderation knows what is known, in one read, and notes what it waits for until that is forgotten', async () => {
  const { org, store, looks } = setUp();
  const [known, refused, unknown] = [name('e'), name('f'), name('g')];
  await store.put(imageRef(org, known), screened);
  await store.put(imageRef(org, refused), { ...screened, status: 'refused', refused: 'not-decoded' });
  const images = [known, refused, unknown, known].map((sha256) => ({ sha256 }));
  const content = contentOf({ ...submitted({ images }), org });
  const seen = await looks.of(content);
  expect(Object.fromEntries(seen)).toEqual({
    [known]: { perceptualHash: { high: -1, low: -1 }, labels: [] },
    [refused]: { unseen: 'image-refused' },
    [unknown]: { unseen: 'image-not-screened' },
  });
  await looks.expect(content, seen);
  const [waiting, ...others] = await store.waitingFor(imageRef(org, unknown));
  expect([waiting, others]).toEqual([{ org, id: 'c1', version: 1, until: expect.any(Number) }, []]);
  expect(await store.waitingFor(imageRef(org, known))).toEqual([]);
  if (waiting) await store.forgetWaiting(imageRef(org, unknown), waiting);
  expect(await store.waitingFor(imageRef(org, unknown))).toEqual([]);
});

it('who takes a review is shown its images for minutes, by addresses that are audited; nobody else is', async () => {
  const { org, person, store, step, submit, audited } = setUp();
  const [shown, broken] = [name('h'), name('i')];
  await store.put(imageRef(org, shown), { ...screened, labels: [{ name: 'Violence', confidence: 80 }] });
  await store.put(imageRef(org, broken), { ...screened, status: 'refused', refused: 'not-what-it-says' });
  await submit({ text: undefined, images: [{ sha256: shown }, { sha256: broken }] });
  const ann = person('ann', 'moderators');
  const [listed] = (await step('', ann)).json.reviews;
  expect(listed.images).toBeUndefined();
  const { status, json } = await step('claim', ann, listed.review);
  expect(status).toBe(200);
  expect(json.images).toEqual([
    {
      ...{ sha256: shown, status: 'screened', labels: [{ name: 'Violence', confidence: 80 }] },
      link: { url: expect.stringContaining(shown), expiresAt: NOW + 300_000 },
    },
    // What only says that it is an image may be a page.
    { sha256: broken, status: 'refused', reason: expect.any(String) },
  ]);
  const query = new URL(json.images[0].link.url).searchParams;
  expect([query.get('X-Amz-Expires'), query.get('response-content-type')]).toEqual(['300', 'image/png']);
  expect(query.get('response-cache-control')).toBe('private, no-store');
  const entry = audited.find(({ action }) => action === 'moderation.images-shown');
  expect(entry).toMatchObject({ actor: { userId: 'ann' }, details: { item: 'c1', version: 1, images: shown } });
  expect(() => auditEventOf(entry as AuditEntry, 'id', new Date(NOW).toISOString(), false)).not.toThrow();
  const ben = await step('claim', person('ben', 'moderators'), listed.review);
  expect([ben.status, ben.json.code, ben.json.images]).toEqual([409, 'claimed', undefined]);
  const end = await step('decision', ann, listed.review, { decision: 'approve', note: 'A film still' });
  expect([end.status, end.json.images]).toEqual([200, undefined]);
});

it('who audits an item blindly is shown its images, and not what a model saw in them', async () => {
  const { org, person, store } = setUp();
  const sha256 = name('k');
  await store.put(imageRef(org, sha256), { ...screened, labels: [{ name: 'Violence', confidence: 80 }] });
  const content = contentOf({ ...submitted({ images: [{ sha256 }] }), org });
  const decided: ModerationCase = { ...judgedByFilters(content, ready, NOW).case, status: 'decided' };
  const audit = { record: async () => undefined };
  const show = createShowImages({ store, linkTo: async () => 'https://bucket', audit, now: () => NOW });
  const seen = async (given: ModerationCase) => (await show(given, person('ann', 'moderators')))[0];
  const link = { url: 'https://bucket', expiresAt: NOW + 300_000 };
  expect(await seen({ ...decided, audit: {} })).toEqual({ sha256, status: 'screened', link });
  expect(await seen(decided)).toHaveProperty('labels');
});

it("the model's calls for images are counted apart from those of tier 3", async () => {
  const common = { document: table.document, table: 'items', budget: { perMonth: 16, burst: 16 }, random: () => 0 };
  const { imageBudgetKey } = await import('../../../../lambdas/streaming/adapters/image-items');
  const [forImages, forText] = [createModelCalls({ ...common, keyOf: imageBudgetKey }), createModelCalls(common)];
  expect(await forImages(NOW)).toBe(true);
  expect(await forImages(NOW)).toBe(false);
  expect(await forText(NOW)).toBe(true);
});
