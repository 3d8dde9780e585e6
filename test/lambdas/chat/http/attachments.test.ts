import '../support/environment';
import './support/streaming';
import { Readable } from 'node:stream';
import { createAttachmentStore } from '../../../../lambdas/chat/adapters/attachment-store';
import { createAttaching } from '../../../../lambdas/chat/attaching';
import { createAttachments } from '../../../../lambdas/chat/attachments.handler';
import { MAX_BYTES } from '../../../../lambdas/chat/domain/attachments/attachment';
import type { AttachmentFile } from '../../../../lambdas/chat/domain/attachments/shown';
import type { StreamResponse } from '../../../../lambdas/shared/http';
import { alice } from '../../support/principals';
import { type ChatTable, startChatTable } from '../support/chat-table';
import { pdf, png } from '../support/sample-files';
import { small } from '../support/world';
import { httpEvent } from './support/event';

let table: ChatTable;
beforeAll(async () => {
  table = await startChatTable();
});
afterAll(() => table.close());

let users = 0;
const model = { ...small, takes: ['image', 'document'] as const };
const file = { name: 'Grüße (1).png', contentType: 'image/png', size: 33 };

function setUp(tier: 'free' | 'paid' = 'free') {
  users += 1;
  const userId = `user-${users}`;
  const store = createAttachmentStore({
    document: table.document,
    tableName: table.name,
    historyDays: 30,
    now: Date.now,
  });
  const uploads = new Map<string, AttachmentFile>();
  let ids = 0;
  const handler = createAttachments({
    store,
    files: { open: async (_, id) => uploads.get(id) && Readable.from([uploads.get(id)?.bytes]) },
    permit: async ({ id }) => ({ url: 'https://bucket', fields: { key: id } }),
    now: () => Date.UTC(2026, 0, 1),
    newId: () => {
      ids += 1;
      return `upload-${users}-${ids}`;
    },
  });
  const call = (more: Parameters<typeof httpEvent>[0], as = userId) =>
    handler({ ...httpEvent(more), principal: { ...alice, tier, userId: as } });
  const create = (body: object = {}) => call({ httpMethod: 'POST', body: JSON.stringify({ ...file, ...body }) });
  const get = (attachmentId: string, as?: string) => call({ httpMethod: 'GET', pathParameters: { attachmentId } }, as);
  const attaching = createAttaching(store, { read: async (_, id) => uploads.get(id) });
  return { userId, store, uploads, create, get, attaching };
}

const bodyOf = ({ body }: StreamResponse) => JSON.parse(String(body));
const upload = (bytes: Buffer) => ({ bytes, etag: '"1"' });

test('an upload is named, limited in time, and given back to its owner alone, as a file', async () => {
  const { create, get, uploads } = setUp();
  const created = await create();
  const { attachmentId, ...rest } = bodyOf(created);
  expect(created.statusCode).toBe(201);
  expect(rest).toEqual({
    upload: { url: 'https://bucket', fields: { key: attachmentId } },
    expiresAt: '2026-01-01T00:10:00.000Z',
  });
  expect((await get(attachmentId)).statusCode).toBe(404);
  uploads.set(attachmentId, upload(png(1, 1)));
  const { statusCode, headers } = await get(attachmentId);
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%281%29.png",
    'x-content-type-options': 'nosniff',
  });
  expect((await get(attachmentId, 'somebody')).statusCode).toBe(404);
  expect((await get('DAY#2026-01-01')).statusCode).toBe(404);
});

test.each([
  [{ contentType: 'application/x-msdownload' }, 400, 'invalid_request'],
  [{ contentType: 'image/svg+xml' }, 400, 'invalid_request'],
  [{ name: 'a/b.png' }, 400, 'invalid_request'],
  [{ name: 'a\r\nSet-Cookie: x' }, 400, 'invalid_request'],
  [{ size: 0 }, 400, 'invalid_request'],
  [{ size: MAX_BYTES.image + 1 }, 413, 'attachment_too_large'],
])('%j is refused', async (more, status, code) => {
  const answer = await setUp().create(more);
  expect([answer.statusCode, bodyOf(answer).code]).toEqual([status, code]);
});

test('a day allows so many uploads and bytes, whoever asks at the same time', async () => {
  const { create } = setUp();
  const answers = await Promise.all(Array.from({ length: 60 }, () => create()));
  expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(50);
  expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(10);
  const large = setUp();
  const contentType = 'application/pdf';
  const sizes = await Promise.all(Array.from({ length: 30 }, () => large.create({ contentType, size: 4_500_000 })));
  expect(sizes.filter(({ statusCode }) => statusCode === 201)).toHaveLength(22);
});

test('attachments are taken into one conversation, when they are what they should be', async () => {
  const { userId, create, uploads, attaching } = setUp();
  const made = async (more: object, bytes?: Buffer) => {
    const { attachmentId } = bodyOf(await create(more));
    if (bytes) uploads.set(attachmentId, upload(bytes));
    return attachmentId as string;
  };
  const image = await made({}, png(900, 900));
  const document = await made({ contentType: 'application/pdf', name: 'a.pdf' }, pdf());
  const lie = await made({}, pdf());
  const missing = await made({});
  const other = await made({ conversationId: 'c2' }, png(1, 1));
  const request = { userId, conversationId: 'c1', model };
  const codeOf = async (ids: string[], more: object = {}) => {
    const found = await attaching.inspect({ ...request, ...more }, ids);
    return found.ok ? found.attachments.map(({ id }) => id) : found.refusal.code;
  };

  expect(await codeOf([image, document, image])).toEqual([image, document]);
  expect(await codeOf([image, lie])).toBe('attachment_invalid');
  expect(await codeOf([missing])).toBe('attachment_not_found');
  expect(await codeOf([other])).toBe('attachment_not_found');
  expect(await codeOf([image], { userId: 'somebody' })).toBe('attachment_not_found');
  expect(await codeOf([image], { model: small })).toBe('attachment_not_supported');
  expect(await codeOf([document], { model: { ...small, takes: ['image'] } })).toBe('attachment_not_supported');

  const found = await attaching.inspect(request, [image]);
  const attachments = found.ok ? found.attachments : [];
  const claims = await Promise.all(
    ['c1', 'c3'].map((conversationId) => attaching.claim({ ...request, conversationId }, attachments)),
  );
  expect(claims.filter(Boolean)).toHaveLength(1);
  const winner = claims[0] ? 'c1' : 'c3';
  expect(await attaching.claim({ ...request, conversationId: winner }, attachments)).toBe(true);
  expect(await codeOf([image], { conversationId: 'c4' })).toBe('attachment_not_found');
});

test('six documents are too many for one message', async () => {
  const { userId, create, uploads, attaching } = setUp();
  const ids: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    const { attachmentId } = bodyOf(await create({ contentType: 'application/pdf' }));
    uploads.set(attachmentId, upload(pdf()));
    ids.push(attachmentId);
  }
  const found = await attaching.inspect({ userId, conversationId: 'c1', model }, ids);
  expect(found).toMatchObject({ ok: false, refusal: { code: 'too_many_attachments' } });
});
