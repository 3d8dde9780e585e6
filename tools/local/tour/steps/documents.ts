import assert from 'node:assert/strict';
import { PDFDocument } from 'pdf-lib';
import { releaseBrake, setBrake } from '../../../brake/brake-control';
import { newId } from '../answer';
import { documentUntil, eventually, ingest, markdown, ragRequest, search, upload } from '../documents';
import { sha256 } from '../hash';
import { assertError, requestTo } from '../http';
import { machineKey } from '../machine-key';
import { platformTable } from '../platform-table';
import type { StepGroup, TourContext } from '../step';

const handbook = `# Travel handbook

## Night trains
Whoever travels overnight for the company books a sleeping compartment, and hands in the ticket within thirty days.

## Meals
Breakfast is refunded up to 14 euros a day.
`;

const engineering = { users: [], groups: ['engineering'], everyone: false, classification: 1 };

/** Among others that an earlier tour may have left, and that say the same. */
const only = (documentId: string) => ({ filters: { documentIds: [documentId] } });

const isTold = async (context: TourContext, user: string, documentId: string): Promise<boolean> =>
  (await search(context, user, 'Which compartment does one book on a night train?', only(documentId))).length > 0;

export const documents: StepGroup = {
  name: 'documents',
  needs: 'RagApiUrl',
  steps: [
    {
      name: 'a document is uploaded, read, found by its meaning by who may see it, and given back',
      async run(context) {
        const name = newId().slice(0, 8);
        const wanted = {
          title: `${name} travel handbook`,
          contentType: 'text/markdown',
          bytes: markdown(handbook),
          acl: engineering,
        };
        const documentId = await ingest(context, 'alice', wanted);
        assert.ok(await isTold(context, 'alice', documentId), 'who may see it does not find it');
        assert.ok(!(await isTold(context, 'bob', documentId)), 'somebody of another group finds it');
        assert.ok(!(await isTold(context, 'carol', documentId)), 'somebody of another organisation finds it');
        for (const user of ['bob', 'carol']) {
          assertError(await ragRequest(context, user, 'GET', `/v1/documents/${documentId}`), 404, 'document_not_found');
          const content = await ragRequest(context, user, 'GET', `/v1/documents/${documentId}/content`);
          assertError(content, 404, 'document_not_found');
        }
        const { status, body } = await ragRequest(context, 'alice', 'GET', `/v1/documents/${documentId}/content`);
        assert.equal(status, 200, JSON.stringify(body));
        const original = await fetch(String(body.url), { signal: context.signal });
        assert.equal(await original.text(), handbook);
        const suggested = await ragRequest(context, 'alice', 'GET', `/v1/suggestions?q=${name}%20tra`);
        assert.ok(JSON.stringify(suggested.body).includes(documentId), JSON.stringify(suggested.body));
        return 'for its group; nobody else finds, sees or opens it';
      },
    },
    {
      name: 'permissions change, a new version replaces the old one, and a deletion leaves nothing',
      async run(context) {
        const first = {
          title: 'Canteen',
          contentType: 'text/plain',
          bytes: markdown('The canteen serves quince soup on Mondays.'),
        };
        const documentId = await ingest(context, 'alice', first);
        const found = async (user: string) => search(context, user, 'quince soup in the canteen', only(documentId));
        assert.deepEqual([(await found('alice')).length, (await found('bob')).length], [1, 0]);
        const path = `/v1/documents/${documentId}`;
        const acl = (everyone: boolean) => ({ acl: { users: [], groups: [], everyone, classification: 0 } });
        assertError(
          await ragRequest(context, 'bob', 'PUT', `${path}/permissions`, acl(true)),
          404,
          'document_not_found',
        );
        assert.equal((await ragRequest(context, 'alice', 'PUT', `${path}/permissions`, acl(true))).status, 202);
        const given = performance.now();
        await eventually(async () => (await found('bob')).length === 1);
        const grantedMs = Math.round(performance.now() - given);
        assertError(await ragRequest(context, 'bob', 'PUT', `${path}/permissions`, acl(true)), 403, 'not_owner');
        const mine = { acl: { ...acl(false).acl, groups: ['engineering'] } };
        assert.equal((await ragRequest(context, 'alice', 'PUT', `${path}/permissions`, mine)).status, 202);
        assert.deepEqual(await found('bob'), [], 'what was taken away is still found');

        const { liveVersion: before } = await documentUntil(context, 'alice', documentId, () => true);
        const second = { ...first, documentId, bytes: markdown('The canteen serves nettle soup on Tuesdays.') };
        await upload(context, 'alice', second);
        await documentUntil(
          context,
          'alice',
          documentId,
          ({ status, liveVersion }) => status === 'ready' && liveVersion > before,
        );
        const texts = (await search(context, 'alice', 'soup in the canteen', only(documentId))).map(({ text }) => text);
        assert.ok(
          texts.some((text) => text.includes('nettle')) && !texts.some((text) => text.includes('quince')),
          texts.join(),
        );

        assert.equal((await ragRequest(context, 'alice', 'DELETE', path)).status, 202);
        await documentUntil(context, 'alice', documentId, ({ status }) => status === 'deleted');
        assert.deepEqual(await found('alice'), []);
        return `granted within ${grantedMs} ms, revoked at once, replaced, deleted`;
      },
    },
    {
      name: 'pages that are pictures are read by Textract, and found',
      async run(context) {
        const bytes = await pictures();
        const line = 'The ferry to Ærø leaves at a quarter past six.';
        context.laptop.core.engines.textract.teach(sha256(bytes), [[line]]);
        const wanted = { title: 'Timetable', contentType: 'application/pdf', bytes };
        const documentId = await ingest(context, 'alice', wanted);
        const [found] = await search(context, 'alice', 'When does the ferry leave?', only(documentId));
        assert.deepEqual([found?.documentId, found?.text], [documentId, line]);
        return 'recognised, indexed, found';
      },
    },
    {
      name: 'a machine lists and searches what is its own by its key',
      async run(context) {
        const { ragUrl, signal } = context;
        const key = await machineKey(context, 'rag');
        const created = { title: 'By a machine', contentType: 'text/plain', size: 5 };
        const made = await requestTo(ragUrl, signal, 'POST', '/v1/documents', key, created);
        assert.equal(made.status, 201, JSON.stringify(made.body));
        const { body } = await requestTo(ragUrl, signal, 'GET', '/v1/documents', key);
        const listed = body.documents as { documentId: string; status: string }[];
        assert.deepEqual([listed[0]?.documentId, listed[0]?.status], [made.body.documentId, 'awaiting-upload']);
        const own = await ragRequest(context, 'alice', 'GET', '/v1/documents');
        assert.ok(!JSON.stringify(own.body).includes(String(made.body.documentId)), 'somebody else lists it');
        return `${listed.length} of its own`;
      },
    },
    {
      name: 'an upload waits while the cost brake is set, and says so',
      async run(context) {
        const { core } = context.laptop;
        const table = platformTable(context.laptop);
        await setBrake(table, 'rehearsal', new Date());
        try {
          await core.functions.recycle();
          const wanted = {
            title: 'Waiting',
            contentType: 'text/plain',
            bytes: markdown('Not before the brake is released.'),
          };
          const documentId = await upload(context, 'alice', wanted);
          await documentUntil(context, 'alice', documentId, ({ status }) => status === 'queued');
        } finally {
          await releaseBrake(table);
          await core.functions.recycle();
        }
        return 'queued, and nothing was spent';
      },
    },
    {
      name: 'what cannot be read says why, and what would help',
      async run(context) {
        const failureOf = async (contentType: string, bytes: Uint8Array) => {
          const documentId = await upload(context, 'alice', { title: 'Broken', contentType, bytes });
          const state = await documentUntil(context, 'alice', documentId, ({ status }) => status === 'failed');
          assert.ok(state.failure && state.failure.message.length > 20, JSON.stringify(state));
          return state.failure.code;
        };
        const codes = [
          await failureOf('text/plain', markdown('  \n ')),
          await failureOf('application/pdf', markdown('no PDF at all, only words')),
        ];
        assert.deepEqual(codes, ['no_text', 'wrong_type']);
        return codes.join(', ');
      },
    },
  ],
};

/** A PDF whose only page has no text, as a scanner makes them. */
async function pictures(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([200, 200]).drawRectangle({ x: 20, y: 20, width: 80, height: 80 });
  return pdf.save();
}
