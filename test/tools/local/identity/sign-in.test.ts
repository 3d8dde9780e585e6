import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Issuer } from '../../../../tools/local/identity/issuer';
import { SignIn } from '../../../../tools/local/identity/sign-in';
import type { UserPool } from '../../../../tools/local/identity/user-pool';
import { SignIn as Client } from '../../../../web/client/sign-in';
import { FakeFunctions } from '../apigateway/fake-functions';

const pool: UserPool = {
  poolId: 'us-east-1_pool',
  region: 'us-east-1',
  clientId: 'programs',
  signInClients: [],
  triggerRef: undefined,
  customAttributes: [],
};

let server: Server;
let base: string;
let home: string;
let clock: number;

beforeEach(async () => {
  clock = Date.now();
  let signIn: SignIn | undefined;
  server = createServer((request, response) => {
    if (!signIn?.handle(request, response)) response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  base = `${home}_sign-in`;
  const issuer = await Issuer.create(pool, `${home}issuer`, new FakeFunctions({}));
  const client = { clientId: 'console', callbackUrls: [home], logoutUrls: [home] };
  signIn = new SignIn(base, issuer, [client], () => clock);
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const browser = (storage = memory()) =>
  new Client({ url: base, clientId: 'console', redirectUri: home, storage, now: () => clock });

/** Chooses a user on the page behind an address. @returns what comes back in the console's own address */
async function choose(address: string, user = 'alice'): Promise<URLSearchParams> {
  const body = new URLSearchParams({ user });
  const response = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '').searchParams;
}

test('a person chooses who to be, and the console gets tokens by a code', async () => {
  const client = browser();
  expect(client.person()).toBeUndefined();
  const address = await client.begin();
  const page = await (await fetch(address)).text();
  for (const name of ['alice', 'bob', 'carol']) expect(page).toContain(`value="${name}"`);

  expect(await client.complete(await choose(address, 'bob'))).toBe(true);
  expect(client.person()?.name).toBe('bob@acme.example');
  expect((await client.token()).split('.')).toHaveLength(3);
});

test('tokens are renewed before they end, and asked for once', async () => {
  const client = browser();
  await client.complete(await choose(await client.begin()));
  const first = await client.token();
  expect(await client.token()).toBe(first);
  clock += 3_600_000;
  const [one, other] = await Promise.all([client.token(), client.token()]);
  expect(one).not.toBe(first);
  expect(other).toBe(one);
});

test('after signing out there is no token, and the pages bring back', async () => {
  const client = browser();
  await client.complete(await choose(await client.begin()));
  const back = await fetch(client.signOut(), { redirect: 'manual' });
  expect(back.headers.get('location')).toBe(home);
  await expect(client.token()).rejects.toMatchObject({ code: 'signed_out', status: 401 });
});

test('an answer to a question that this tab did not ask is refused', async () => {
  const query = await choose(await browser().begin());
  await expect(browser().complete(query)).rejects.toThrow('not begun in this tab');
  const refused = new URLSearchParams({ error: 'access_denied', error_description: 'No' });
  await expect(browser().complete(refused)).rejects.toThrow('No');
  expect(await browser().complete(new URLSearchParams())).toBe(false);
});

describe('a code', () => {
  const verifier = 'a'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const authorize = (changes: Record<string, string> = {}) => {
    const question = {
      response_type: 'code',
      client_id: 'console',
      redirect_uri: home,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    return `${base}/oauth2/authorize?${new URLSearchParams({ ...question, ...changes })}`;
  };
  const code = async () => (await choose(authorize())).get('code') ?? '';
  const redeem = async (form: Record<string, string>) => {
    const usual = {
      grant_type: 'authorization_code',
      client_id: 'console',
      redirect_uri: home,
      code_verifier: verifier,
    };
    const response = await fetch(`${base}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...usual, ...form }),
    });
    return [response.status, ((await response.json()) as { error?: string }).error];
  };

  test('is good once', async () => {
    const good = await code();
    expect(await redeem({ code: good })).toEqual([200, undefined]);
    expect(await redeem({ code: good })).toEqual([400, 'invalid_grant']);
  });

  test('is good for five minutes', async () => {
    const late = await code();
    clock += 5 * 60_000;
    expect(await redeem({ code: late })).toEqual([400, 'invalid_grant']);
  });

  test.each([
    ['another verifier', { code_verifier: 'b'.repeat(43) }, 'invalid_grant'],
    ['another address', { redirect_uri: 'https://evil.example/' }, 'invalid_grant'],
    ['another client', { client_id: 'other' }, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('is not good with %s', async (_what, form, error) => {
    expect(await redeem({ code: await code(), ...form })).toEqual([400, error]);
  });

  test.each([
    ['an address that is not the client’s', { redirect_uri: 'https://evil.example/' }],
    ['no challenge', { code_challenge: '' }],
    ['a plain challenge', { code_challenge_method: 'plain' }],
    ['a token asked for at once', { response_type: 'token' }],
  ])('is not given for %s', async (_what, changes) => {
    expect((await fetch(authorize(changes), { redirect: 'manual' })).status).toBe(400);
  });
});

test('nobody is sent to an address that is not the client’s after signing out', async () => {
  const query = new URLSearchParams({ client_id: 'console', logout_uri: 'https://evil.example/' });
  expect((await fetch(`${base}/logout?${query}`, { redirect: 'manual' })).status).toBe(400);
});
