import * as http from 'node:http';
import { createServer, type RequestListener, type Server } from 'node:http';
import * as net from 'node:net';
import { isPublicAddress } from '../../../../lambdas/chat/adapters/public-address';
import { type Address, createSafeFetch, openPinned } from '../../../../lambdas/chat/adapters/safe-fetch';
import { FetchRefused } from '../../../../lambdas/chat/domain/tools/fetch-url';

const publicAddress = { address: '93.184.215.14', family: 4 };
const host = 'api.example.com';
const patient = new AbortController().signal;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A fetch whose public address is played by a server of this process. */
async function fetching(
  listener: RequestListener,
  addresses: (host: string, time: number) => readonly Address[] = () => [publicAddress],
  limitMs?: number,
) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const opened: string[] = [];
  let times = 0;
  const fetchText = createSafeFetch({
    resolve: async (name) => addresses(name, times++),
    open: (url, { address }, signal) => {
      opened.push(`${url.href} at ${address}`);
      const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
      http.get({ host: '127.0.0.1', port, path: url.pathname, signal }).once('response', resolve).once('error', reject);
      return promise;
    },
    ...(limitMs !== undefined && { limitMs }),
  });
  const fetchIt = (url: string, hosts = [host]) => fetchText(url, hosts, patient);
  return { fetchIt, opened };
}

async function reasonOf(fetched: Promise<string>): Promise<string> {
  const error: unknown = await fetched.catch((reason: unknown) => reason);
  if (error instanceof FetchRefused) return error.reason;
  throw new Error(`not refused: ${String(error)}`);
}

const says =
  (text: string): RequestListener =>
  (_request, response) =>
    response.setHeader('content-type', 'text/plain').end(text);

const redirectTo =
  (location: string): RequestListener =>
  (_request, response) =>
    response.writeHead(302, { location }).end();

test('a text of an allow-listed host is fetched from the address that was checked', async () => {
  const { fetchIt, opened } = await fetching(says('hello'));
  expect(await fetchIt(`https://${host}/greeting`)).toBe('hello');
  expect(opened).toEqual([`https://${host}/greeting at ${publicAddress.address}`]);
});

test.each([
  ['nonsense', 'not_a_url'],
  [`http://${host}/`, 'not_https'],
  ['file:///etc/passwd', 'not_https'],
  [`https://user:secret@${host}/`, 'credentials_in_url'],
  [`https://${host}:8443/`, 'port_not_allowed'],
  ['https://elsewhere.example/', 'host_not_allowed'],
  [`https://${host}.evil.example/`, 'host_not_allowed'],
  ['https://169.254.169.254/latest/meta-data/', 'host_not_allowed'],
  ['https://[::1]/', 'host_not_allowed'],
  ['https://2130706433/', 'host_not_allowed'],
])('%s is refused as %s, and nothing is opened', async (url, reason) => {
  const { fetchIt, opened } = await fetching(says('never'));
  expect(await reasonOf(fetchIt(url))).toBe(reason);
  expect(opened).toEqual([]);
});

test('an address is refused even where the list names it', async () => {
  const { fetchIt } = await fetching(says('never'));
  expect(await reasonOf(fetchIt('https://127.0.0.1/', ['127.0.0.1']))).toBe('host_not_allowed');
});

const notPublic = [
  ['private', '10.1.2.3'],
  ['private', '172.31.0.1'],
  ['private', '192.168.1.1'],
  ['loopback', '127.0.0.1'],
  ['this host', '0.0.0.0'],
  ['link-local', '169.254.1.1'],
  ['metadata', '169.254.169.254'],
  ['shared (CGNAT)', '100.64.0.1'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['IPv6 loopback', '::1'],
  ['IPv6 unspecified', '::'],
  ['IPv6 link-local', 'fe80::1'],
  ['IPv6 unique local', 'fd00:ec2::254'],
  ['IPv6-mapped private', '::ffff:10.0.0.1'],
  ['IPv6-mapped metadata', '::ffff:a9fe:a9fe'],
  ['IPv6-mapped public', '::ffff:93.184.215.14'],
  ['NAT64', '64:ff9b::a00:1'],
  ['6to4', '2002:a00:1::1'],
  ['Teredo', '2001::1'],
] as const;

test.each(notPublic)('a name that leads to a %s address (%s) is refused', async (_kind, address) => {
  const { fetchIt, opened } = await fetching(says('secret'), () => [
    publicAddress,
    { address, family: net.isIPv6(address) ? 6 : 4 },
  ]);
  expect(await reasonOf(fetchIt(`https://${host}/`))).toBe('address_not_public');
  expect(opened).toEqual([]);
});

test('public addresses of both families are public', () => {
  expect(['93.184.215.14', '8.8.8.8', '2606:4700::1111'].every(isPublicAddress)).toBe(true);
});

test('rebinding: the address is resolved once a hop, and a hop later it is checked again', async () => {
  const rebound = (_host: string, time: number) => [time === 0 ? publicAddress : { address: '10.0.0.1', family: 4 }];
  const once = await fetching(says('hello'), rebound);
  expect(await once.fetchIt(`https://${host}/`)).toBe('hello');
  expect(once.opened).toEqual([`https://${host}/ at ${publicAddress.address}`]);
  const twice = await fetching(redirectTo(`https://${host}/again`), rebound);
  expect(await reasonOf(twice.fetchIt(`https://${host}/`))).toBe('address_not_public');
  expect(twice.opened).toHaveLength(1);
});

test.each([
  ['http://api.example.com/', 'not_https'],
  ['https://169.254.169.254/', 'host_not_allowed'],
  ['https://localhost/', 'host_not_allowed'],
  ['https://api.example.com:22/', 'port_not_allowed'],
  ['//elsewhere.example/', 'host_not_allowed'],
  ['https://', 'bad_redirect'],
])('a redirect to %s is refused as %s', async (location, reason) => {
  const { fetchIt, opened } = await fetching(redirectTo(location));
  expect(await reasonOf(fetchIt(`https://${host}/`))).toBe(reason);
  expect(opened).toHaveLength(1);
});

test('three redirects are followed, a fourth is not', async () => {
  const listener: RequestListener = (request, response) => {
    const step = Number(request.url?.slice(1) || 0);
    if (step < 3) redirectTo(`/${step + 1}`)(request, response);
    else says('there')(request, response);
  };
  expect(await (await fetching(listener)).fetchIt(`https://${host}/0`)).toBe('there');
  const endless = await fetching(redirectTo('/on'));
  expect(await reasonOf(endless.fetchIt(`https://${host}/`))).toBe('too_many_redirects');
  expect(endless.opened).toHaveLength(4);
});

const bodies: [string, RequestListener, string][] = [
  [
    'a huge body that says so',
    (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 1e9 }).flushHeaders(),
    'too_large',
  ],
  [
    'a huge body that does not',
    (_request, response) => void endless(response.writeHead(200, { 'content-type': 'text/plain' })),
    'too_large',
  ],
  ['no text', (_request, response) => response.setHeader('content-type', 'image/png').end('x'), 'not_text'],
  ['no type', (_request, response) => response.end('x'), 'not_text'],
  [
    'a compressed body',
    (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end('x'),
    'not_text',
  ],
  [
    'an error',
    (_request, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('x'),
    'status_not_ok',
  ],
  ['a connection that breaks', (_request, response) => response.destroy(), 'unreachable'],
];

function endless(response: http.ServerResponse): void {
  while (response.write('x'.repeat(64 * 1024)));
  response.once('drain', () => endless(response));
}

test.each(bodies)('%s is refused', async (_what, listener, reason) => {
  const { fetchIt } = await fetching(listener);
  expect(await reasonOf(fetchIt(`https://${host}/`))).toBe(reason);
});

test('a body that never ends, and an answer that never begins, are too slow', async () => {
  const drip: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).write('still ');
  };
  expect(await reasonOf((await fetching(drip, undefined, 50)).fetchIt(`https://${host}/`))).toBe('too_slow');
  const silent = await fetching(() => undefined, undefined, 50);
  expect(await reasonOf(silent.fetchIt(`https://${host}/`))).toBe('too_slow');
});

test('the connection goes to the address given, with the host’s name in TLS only', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const hello = new Promise<Buffer>((resolve) => {
    server.once('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        resolve(data);
        socket.destroy();
      });
    });
  });
  const pinned = { address: '127.0.0.1', family: 4 };
  const opened = openPinned(new URL(`https://no-such-name.invalid:${port}/`), pinned, patient);
  await expect(opened).rejects.toThrow();
  expect((await hello).toString('latin1')).toContain('no-such-name.invalid');
  server.close();
});
