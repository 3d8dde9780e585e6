import { createConfluence } from './confluence';
import { type Connector, type Inventory, SourceFault } from './connector';
import type { ReadCredentials } from './credentials';
import { createFolder } from './folder';
import { createHttp, type Fetch, type Http, type Wait } from './http';
import { createHttpApi } from './http-api';
import type { AclMapper } from './identity';
import { createMail } from './mail';
import type { Objects } from './objects';
import type { Source, SourceOf } from './settings';
import { createSlack } from './slack';
import { createWeb } from './web';

export interface ConnectorDeps {
  readonly inventory: Inventory;
  readonly mapper: AclMapper;
  readonly credentials: ReadCredentials;
  readonly objects: Objects;
  readonly fetch: Fetch;
  readonly wait: Wait;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The connector of a source, with its credentials as they are now. @throws SourceFault */
export async function createConnector(source: Source, deps: ConnectorDeps): Promise<Connector> {
  switch (source.kind) {
    case 'confluence':
      return createConfluence(source, { ...deps, http: await confluenceHttp(source, deps) });
    case 'slack': {
      const { token } = await deps.credentials(source.secretId);
      const headers = { authorization: `Bearer ${token}` };
      return createSlack(source, { ...deps, http: httpFor(deps, ['slack.com'], headers, source.secretId) });
    }
    case 'http-api':
      return createHttpApi(source, { ...deps, http: await apiHttp(source, deps) });
    case 'web':
      return createWeb(source, { ...deps, http: httpFor(deps, source.hosts) });
    case 'mail':
      return createMail(source, deps);
    case 'folder':
      return createFolder(source, deps);
  }
}

const httpFor = (
  { fetch, wait, now }: ConnectorDeps,
  hosts: readonly string[],
  headers: Readonly<Record<string, string>> = {},
  secretId?: string,
): Http => createHttp({ fetch, wait, now, hosts, headers: { 'user-agent': 'document-sync', ...headers }, secretId });

async function confluenceHttp({ site, secretId }: SourceOf<'confluence'>, deps: ConnectorDeps): Promise<Http> {
  const { email, token } = await deps.credentials(secretId);
  if (!email)
    throw new SourceFault('credentials', `Secret ${secretId} must name the account as "email", beside its "token"`);
  const authorization = `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
  return httpFor(deps, [new URL(site).hostname], { authorization }, secretId);
}

async function apiHttp({ url, secretId, auth }: SourceOf<'http-api'>, deps: ConnectorDeps): Promise<Http> {
  const headers = secretId ? { [auth.header]: `${auth.prefix}${(await deps.credentials(secretId)).token}` } : {};
  return httpFor(deps, [new URL(url).hostname], headers, secretId);
}
