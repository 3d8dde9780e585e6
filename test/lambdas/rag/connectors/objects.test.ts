import * as fc from 'fast-check';
import { createFolder } from '../../../../lambdas/rag/connectors/folder';
import { readFrontMatter } from '../../../../lambdas/rag/connectors/folder-acl';
import { createMail } from '../../../../lambdas/rag/connectors/mail';
import { messagesOf } from '../../../../lambdas/rag/connectors/mbox';
import { Bucket } from './support/bucket';
import { mapperOf, sourceOf, World } from './support/memory';

let bucket: Bucket;
let world: World;
beforeEach(() => {
  bucket = new Bucket();
  world = new World();
});
const deps = (source: Parameters<typeof mapperOf>[0]) => ({
  objects: bucket.objects,
  mapper: mapperOf(source),
  inventory: world.inventory,
});
const onlyOwner = { users: ['owner'], groups: [], everyone: false, classification: 1 };

describe('a folder', () => {
  const source = sourceOf('folder', { bucket: 'files', prefix: 'docs/' });
  const run = () => world.run(createFolder(source, deps(source)));
  const aclOf = (key: string) => world.all.get(key)?.acl;

  it('gives a file the permissions of its front matter, of the nearest acl.json, or of nobody but the owner', async () => {
    bucket.put('docs/top.md', '# Top');
    bucket.put('docs/a/acl.json', '{ "groups": ["team"] }');
    bucket.put('docs/a/b/deep.md', '# Deep');
    bucket.put('docs/a/own.md', '---\ntitle: "My own"\nusers: [alice, bob]\nclassification: 2\n---\n# Own');
    bucket.put('docs/a/table.csv', 'a,b');
    bucket.put('docs/a/picture.png', 'x');
    bucket.put('elsewhere/other.md', '# Other');
    await expect(run()).resolves.toMatchObject({ stored: 4 });
    expect(aclOf('docs/top.md')).toEqual(onlyOwner);
    expect(aclOf('docs/a/b/deep.md')).toEqual({ users: [], groups: ['team'], everyone: false, classification: 1 });
    expect(world.all.get('docs/a/own.md')).toMatchObject({
      title: 'My own',
      acl: { users: ['alice', 'bob'], groups: [], classification: 2 },
    });
    expect(world.all.get('docs/a/table.csv')).toMatchObject({ title: 'table', contentType: 'text/csv' });
  });

  it.each(['{ "group": ["team"] }', '{ "groups": "team" }', 'not JSON', '{ "everyone": 1 }'])(
    'shows nothing to anybody but the owner below an acl.json that says %s',
    async (text) => {
      bucket.put('docs/acl.json', '{ "everyone": true }');
      bucket.put('docs/a/acl.json', text);
      bucket.put('docs/a/x.md', '# X');
      await run();
      expect(aclOf('docs/a/x.md')).toEqual(onlyOwner);
    },
  );

  it('reads in a further run only what changed, and what other permissions are for', async () => {
    bucket.put('docs/acl.json', '{ "everyone": true }');
    bucket.put('docs/one.md', '# One');
    bucket.put('docs/a/acl.json', '{ "groups": ["team"] }');
    bucket.put('docs/a/two.md', '# Two');
    await run();
    bucket.opened.length = 0;
    await expect(run()).resolves.toMatchObject({ stored: 0, removed: 0, permissions: 0 });
    expect(bucket.opened).toEqual(['docs/a/acl.json', 'docs/acl.json']);
    bucket.put('docs/a/acl.json', '{ "groups": ["others"] }');
    await expect(run()).resolves.toMatchObject({ permissions: 1 });
    expect(aclOf('docs/a/two.md')).toMatchObject({ groups: ['others'] });
    bucket.remove('docs/one.md');
    await expect(run()).resolves.toMatchObject({ removed: 1 });
    expect([...world.all.keys()]).toEqual(['docs/a/two.md']);
  });

  it('takes out a file that has become too large to be read', async () => {
    bucket.put('docs/one.md', '# One');
    await run();
    bucket.put('docs/one.md', Buffer.alloc(50_000_001));
    await expect(run()).resolves.toMatchObject({ skipped: 1, removed: 1 });
  });
});

describe('front matter', () => {
  it.each<[string, string, ReturnType<typeof readFrontMatter>['acl']]>([
    ['lists as lines', 'groups:\n  - "a b"\n  - c', { users: [], groups: ['a b', 'c'], everyone: false }],
    ['one name', 'groups: team', { users: [], groups: ['team'], everyone: false }],
    ['everyone', 'everyone: true', { users: [], groups: [], everyone: true }],
    ['nobody', 'users: []', { users: [], groups: [], everyone: false }],
    ['nothing of permissions', 'author: someone', 'none'],
    ['a misspelt name', 'group: team', 'void'],
    ['another value', 'everyone: yes', 'void'],
    ['a level that there is not', 'groups: [a]\nclassification: 9', 'void'],
  ])('understands %s', (_, block, acl) => {
    expect(readFrontMatter(`---\n${block}\n---\ntext`).acl).toEqual(acl);
  });
});

describe('mail', () => {
  const source = sourceOf('mail', { bucket: 'mails' });
  const run = (signal?: AbortSignal) => world.run(createMail(source, deps(source)), signal);
  const letter = (subject: string, more = '') =>
    `From: Alice <Alice@acme.example>\r\nTo: team: bob@acme.example;, out@elsewhere.example\r\nCc: carol@acme.example\r\n` +
    `Date: Wed, 11 Feb 2026 10:00:00 +0000\r\nSubject: ${subject}\r\n${more}\r\nTo: nobody@acme.example is text\r\n`;
  const people = ['alice@acme.example', 'bob@acme.example', 'carol@acme.example'];

  it('lets those see a message who sent and received it, whatever its text says', async () => {
    bucket.put('in/1.eml', letter('=?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'Delivered-To: dave@acme.example\r\n'));
    await expect(run()).resolves.toMatchObject({ stored: 1 });
    expect(world.all.get('in/1.eml')).toMatchObject({
      title: 'Grüße',
      contentType: 'message/rfc822',
      modifiedAt: Date.UTC(2026, 1, 11, 10),
      acl: { users: [...people, 'dave@acme.example'], groups: [], everyone: false },
    });
  });

  it('lets nobody but the owner see a message that names nobody', async () => {
    bucket.put('1.eml', 'Subject: Who\r\n\r\nText');
    await run();
    expect(world.all.get('1.eml')?.acl).toEqual(onlyOwner);
  });

  it('takes a mailbox apart, and brings of a longer one only what is new', async () => {
    const box = (...subjects: string[]) =>
      subjects.map((subject) => `From alice Wed Feb 11 2026\n${letter(subject)}>From here on\n\n`).join('');
    bucket.put('all.mbox', box('A', 'B'));
    await expect(run()).resolves.toMatchObject({ stored: 2 });
    expect([...world.all.values()].map(({ title }) => title)).toEqual(['A', 'B']);
    expect([...world.all.values()][0]?.text).toContain('\nFrom here on');
    bucket.opened.length = 0;
    await run();
    expect(bucket.opened).toEqual([]);
    bucket.put('all.mbox', box('B', 'C'));
    await expect(run()).resolves.toMatchObject({ stored: 1, removed: 1, unchanged: 1 });
    expect([...world.all.values()].map(({ title }) => title)).toEqual(['B', 'C']);
    bucket.remove('all.mbox');
    await expect(run()).resolves.toMatchObject({ removed: 2 });
  });

  it('goes on in the middle of a mailbox when time was up', async () => {
    bucket.put('all.mbox', Array.from({ length: 120 }, (_, n) => `From x\n${letter(`S${n}`)}\n`).join(''));
    const over = new AbortController();
    world.step = () => world.log.length >= 70 && over.abort();
    await expect(run(over.signal)).resolves.toMatchObject({ through: false });
    world.step = () => undefined;
    const { stored, unchanged } = await run();
    // From the last place that was kept, after fifty messages.
    expect(stored + unchanged).toBe(70);
    expect(world.documents.size).toBe(120);
  });

  it('reads back every message of a mailbox, wherever the file is cut into pieces', async () => {
    const line = fc.constantFrom('From me', '>From me', '>>From', 'text', '', 'From');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { minLength: 1 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (messages, piece) => {
          const quoted = (text: string) => text.replace(/^(>*From )/, '>$1');
          bucket.put('x.mbox', messages.map((lines) => `From x\n${lines.map(quoted).join('\n')}\n\n`).join(''));
          bucket.piece = piece;
          const found: string[] = [];
          const pieces = await bucket.objects.open('b', 'x.mbox', new AbortController().signal);
          for await (const { bytes } of messagesOf(pieces ?? (async function* () {})(), 10_000))
            found.push(Buffer.from(bytes).toString());
          expect(found).toEqual(messages.map((lines) => `${lines.join('\n')}\n\n`));
        },
      ),
    );
  });

  it('says that a message is too large instead of keeping all of it', async () => {
    bucket.put('x.mbox', `From x\nSubject: L\n\n${'long '.repeat(100)}\n\nFrom x\nSubject: S\n\nshort\n`);
    const found: boolean[] = [];
    const pieces = await bucket.objects.open('b', 'x.mbox', new AbortController().signal);
    for await (const { isCut } of messagesOf(pieces ?? (async function* () {})(), 100)) found.push(isCut);
    expect(found).toEqual([true, false]);
  });
});
