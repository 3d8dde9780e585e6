import * as fc from 'fast-check';
import { inBoth } from '../../../../lambdas/rag/connectors/confluence-permissions';
import { createReadCredentials } from '../../../../lambdas/rag/connectors/credentials';
import { createAclMapper, fingerprintOf } from '../../../../lambdas/rag/connectors/identity';
import { sourceSchema } from '../../../../lambdas/rag/connectors/settings';
import { storageToHtml } from '../../../../lambdas/rag/connectors/storage-format';

describe('names of a source', () => {
  const identity = {
    users: { 'alice@acme.example': 'u-1', S42: 'u-2' },
    emailDomains: ['acme.example'],
    groups: { Engineering: 'eng' },
    groupPrefix: 'wiki:',
    everyone: ['all'],
  };
  const mapper = (more = {}) =>
    createAclMapper({ identity: { ...identity, ...more }, owner: 'boss', classification: 2 });

  it('become those of the organisation as the settings say', () => {
    const users = [{ id: 'S42' }, { id: 'a', email: 'Alice@Acme.example' }, { id: 'b', email: 'bob@acme.example' }];
    expect(mapper().acl({ users, groups: ['Engineering', 'other'], everyone: false })).toEqual({
      users: ['bob@acme.example', 'u-1', 'u-2'],
      groups: ['eng', 'wiki:other'],
      everyone: false,
      classification: 2,
    });
  });

  it('are left out, and counted, where no setting names them', () => {
    const mapped = mapper({ groupPrefix: undefined });
    const users = [{ id: 'x' }, { id: 'y', email: 'y@acme.example.evil.example' }, { id: 'constructor' }];
    expect(mapped.acl({ users, groups: ['other', '__proto__'], everyone: false })).toMatchObject({
      users: [],
      groups: [],
      everyone: false,
    });
    expect(mapped.unmapped).toBe(5);
  });

  it('give everything to the owner alone when they are not known', () => {
    expect(mapper().acl(undefined)).toEqual({ users: ['boss'], groups: [], everyone: false, classification: 2 });
  });

  it('mean everyone where a group of everyone is named', () => {
    expect(mapper().acl({ users: [], groups: ['all'], everyone: false }).everyone).toBe(true);
  });

  it('stay as many as a document may name: whoever is beyond that may not see it', () => {
    const users = Array.from({ length: 500 }, (_, n) => ({ id: `${n}`, email: `${n}@acme.example` }));
    expect(mapper().acl({ users, groups: [], everyone: false }).users).toHaveLength(200);
  });

  it('have one fingerprint in any order', () => {
    const acl = { users: ['a', 'b'], groups: ['c'], everyone: false, classification: 0 };
    expect(fingerprintOf({ ...acl, users: ['b', 'a'] })).toBe(fingerprintOf(acl));
    expect(fingerprintOf({ ...acl, users: [], groups: ['a', 'b', 'c'] })).not.toBe(fingerprintOf(acl));
  });
});

it('lets exactly those through two levels whom both admit', async () => {
  const people = ['a', 'b', 'c', 'd'];
  const groups = ['g', 'h', 'i'];
  const level = fc.record({ users: fc.subarray(people), groups: fc.subarray(groups) });
  const membership = fc.tuple(...groups.map(() => fc.subarray(people)));
  await fc.assert(
    fc.asyncProperty(level, level, membership, async (one, other, members) => {
      const membersOf = async (group: string) => new Set(members[groups.indexOf(group)]);
      const both = await inBoth(one, other, membersOf);
      const admits = (person: string, { users, groups: named }: typeof both) =>
        users.includes(person) || named.some((group) => members[groups.indexOf(group)]?.includes(person));
      for (const person of people) expect(admits(person, both)).toBe(admits(person, one) && admits(person, other));
      expect(both.groups.every((group) => [...one.groups, ...other.groups].includes(group))).toBe(true);
    }),
  );
});

it('turns storage format into HTML: macros unwrapped, settings left out, code and signs kept as they are', () => {
  const storage =
    '<h2>A &amp; B&nbsp;C</h2><ac:structured-macro ac:name="code"><ac:parameter ac:name="language">js</ac:parameter>' +
    '<ac:plain-text-body><![CDATA[if (a < b && c) {}]]></ac:plain-text-body></ac:structured-macro>' +
    '<ac:structured-macro ac:name="info"><ac:rich-text-body><p onclick="x()">Note<br/>it</p></ac:rich-text-body></ac:structured-macro>' +
    '<p><ac:link><ri:page ri:content-title="Other" /><ac:link-body>there</ac:link-body></ac:link></p>';
  const html = storageToHtml('T < U', storage);
  expect(html).toContain(
    '<h1>T &lt; U</h1><h2>A &amp; B\u00a0C</h2><pre>if (a &lt; b &amp;&amp; c) {}</pre><p>Note<br>it</p><p>there</p></body>',
  );
});

describe('credentials', () => {
  const reading = (answer: object | Error) =>
    createReadCredentials({
      send: async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
    } as never);

  it('are read from the secret', async () => {
    await expect(reading({ SecretString: '{"token":"t","email":"e"}' })('s')).resolves.toEqual({
      token: 't',
      email: 'e',
    });
  });

  it.each(['not JSON: hunter2', '{"token":""}', '{"password":"hunter2"}'])(
    'say what is wrong with %s, and nothing of it',
    async (SecretString) => {
      const error = await reading({ SecretString })('s').catch((thrown: Error) => thrown);
      expect(error).toMatchObject({ code: 'credentials', message: expect.stringContaining('Secret s must be JSON') });
      expect(JSON.stringify([error, String(error)])).not.toContain('hunter2');
    },
  );

  it('are asked for by name when there is no such secret', async () => {
    const missing = Object.assign(new Error('x'), { name: 'ResourceNotFoundException' });
    await expect(reading(missing)('s')).rejects.toMatchObject({
      code: 'credentials',
      message: expect.stringContaining('There is no secret s'),
    });
  });
});

describe('settings', () => {
  const web = {
    kind: 'web',
    id: 'site',
    org: 'acme',
    owner: 'o',
    hosts: ['docs.example.com'],
    sitemaps: ['https://docs.example.com/s.xml'],
  };
  it.each([
    ['an address of the network', { ...web, hosts: ['169.254.169.254'] }],
    ['a host without a domain', { ...web, hosts: ['localhost'] }],
    ['an address without TLS', { ...web, sitemaps: ['http://docs.example.com/s.xml'] }],
    ['a misspelt permission', { ...web, permissions: [{ path: '/', acl: { evryone: true } }] }],
    ['no owner', { ...web, owner: undefined }],
  ])('refuse %s', (_, settings) => {
    expect(sourceSchema.safeParse(web).success).toBe(true);
    expect(sourceSchema.safeParse(settings).success).toBe(false);
  });
});
