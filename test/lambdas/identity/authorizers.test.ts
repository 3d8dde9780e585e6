import { randomBytes } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { type ApiKeyItem, apiKeyPk, newApiKey } from '../../../lambdas/shared/domain/api-key';
import { principalFromContext } from '../../../lambdas/shared/domain/principal';
import { newTicket, ticketPk } from '../../../lambdas/shared/domain/ticket';
import { sha256 } from '../../../lambdas/shared/hash';
import { createAppClientStore } from '../../../lambdas/shared/stores/app-client-store';
import { invoke } from '../support/context';
import { alice } from '../support/principals';
import { type LocalTable, startTable } from '../support/table';
import { type Issuer, startIssuer } from './support/issuer';

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:api1/chat/POST/v1/chat/completions';
const connectArn = 'arn:aws:execute-api:us-east-1:000000000000:api2/chat-ws/$connect';

let table: LocalTable;
let issuer: Issuer;
let rest: (headers: object) => Promise<APIGatewayAuthorizerResult>;
let socket: (headers: object, queryStringParameters?: object) => Promise<APIGatewayAuthorizerResult>;
const before = { ...process.env };

/** The handlers as they are deployed: their own pipeline, SDK clients and environment. */
beforeAll(async () => {
  table = await startTable(['pk']);
  issuer = await startIssuer();
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    PLATFORM_TABLE_NAME: table.name,
    JWT_ISSUER: issuer.issuer,
    JWT_CLIENT_ID: 'client',
    JWKS_URL: issuer.jwksUrl,
    REQUIRED_SCOPE: 'chat',
    AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  });
  const request = await import('../../../lambdas/identity/authorize-request.handler');
  const connection = await import('../../../lambdas/identity/authorize-socket.handler');
  rest = (headers) => invoke(request.handler, { methodArn, headers }) as Promise<APIGatewayAuthorizerResult>;
  socket = (headers, queryStringParameters) =>
    invoke(connection.handler, {
      methodArn: connectArn,
      headers,
      queryStringParameters,
    }) as Promise<APIGatewayAuthorizerResult>;
});
afterAll(async () => {
  process.env = before;
  await issuer.close();
  await table.close();
});

const bearer = (credential: string) => ({ Authorization: `Bearer ${credential}` });
const audienceOnly = () => issuer.token({ client_id: undefined, aud: 'client' });
const effect = ({ policyDocument }: APIGatewayAuthorizerResult) =>
  policyDocument.Statement.map((statement) => statement.Effect).join();
const nowSeconds = () => Math.floor(Date.now() / 1000);

async function storeKey(more: Partial<ApiKeyItem> = {}): Promise<{ text: string; keyId: string }> {
  const { keyId, secret, text } = newApiKey(randomBytes(40));
  const granted = { name: 'ci', org: 'acme', tier: 'paid', clearance: 1, scopes: ['chat'] };
  const Item = { pk: apiKeyPk(keyId), secretHash: sha256(secret), ...granted, ...more };
  await table.document.send(new PutCommand({ TableName: table.name, Item }));
  return { text, keyId };
}

async function storeTicket(principal = alice): Promise<string> {
  const ticket = newTicket(randomBytes(32));
  const expiresAt = nowSeconds() + 60;
  const Item = { pk: ticketPk(ticket, sha256), principal, expiresAt, ttl: expiresAt };
  await table.document.send(new PutCommand({ TableName: table.name, Item }));
  return ticket;
}

const registerClient = (clientId: string) =>
  createAppClientStore(table.document, table.name).put(
    clientId,
    { name: 'console', registeredAt: '2026-01-01T00:00:00Z' },
    new AbortController().signal,
  );

async function lastUse(keyId: string): Promise<unknown> {
  const { Item } = await table.document.send(new GetCommand({ TableName: table.name, Key: { pk: apiKeyPk(keyId) } }));
  return Item?.lastUsedAt;
}

describe('requests', () => {
  it('pass with a token, for every method of the stage, with who it is as strings', async () => {
    const exp = nowSeconds() + 600;
    const claims = { exp, groups: ['staff'], tier: 'paid', clearance: 2, scope: 'openid email' };
    const result = await rest(bearer(await issuer.token(claims)));
    expect(result.policyDocument.Statement).toEqual([
      {
        Action: 'execute-api:Invoke',
        Effect: 'Allow',
        Resource: 'arn:aws:execute-api:us-east-1:000000000000:api1/chat/*',
      },
    ]);
    expect(principalFromContext(result.context)).toEqual({ ...alice, scopes: ['openid', 'email'], expiresAt: exp });
  });

  it('pass with an API key, as its own principal', async () => {
    const { text, keyId } = await storeKey();
    const result = await rest(bearer(text));
    expect(effect(result)).toBe('Allow');
    expect(principalFromContext(result.context)).toMatchObject({ userId: `key:${keyId}`, credential: 'api-key' });
  });

  it.each<[string, () => Promise<object> | object]>([
    ['no credential', () => ({})],
    ['no bearer', async () => ({ Authorization: await issuer.token() })],
    ['a forged token', async () => bearer(`${(await issuer.token()).slice(0, -8)}AAAAAAAA`)],
    ['an expired token', async () => bearer(await issuer.token({ exp: nowSeconds() - 1 }))],
    ['a token of another app client', async () => bearer(await issuer.token({ client_id: 'other' }))],
    ['a token without an app client', async () => bearer(await issuer.token({ client_id: undefined }))],
    ['a token with an empty app client', async () => bearer(await issuer.token({ client_id: '' }))],
    ['a token with a list of app clients', async () => bearer(await issuer.token({ client_id: ['client'] }))],
    ['a token whose audience alone is the app client', async () => bearer(await audienceOnly())],
    ['an unknown key', () => bearer(newApiKey(randomBytes(40)).text)],
    [
      'another key of the same id',
      async () => {
        const { keyId } = await storeKey();
        return bearer(`sk_${keyId}_${randomBytes(32).toString('base64url')}`);
      },
    ],
    ['a revoked key', async () => bearer((await storeKey({ revokedAt: 1 })).text)],
    ['an expired key', async () => bearer((await storeKey({ expiresAt: nowSeconds() - 1 })).text)],
  ])('with %s are not authenticated', async (_what, headers) => {
    await expect(rest(await headers())).rejects.toThrow(/^Unauthorized$/);
  });

  it('pass with a token of a registered app client', async () => {
    await registerClient('console-of-requests');
    expect(effect(await rest(bearer(await issuer.token({ client_id: 'console-of-requests' }))))).toBe('Allow');
  });

  it('do not spend a ticket', async () => {
    const ticket = await storeTicket();
    await expect(rest(bearer(ticket))).rejects.toThrow(/^Unauthorized$/);
    expect(effect(await socket({}, { ticket }))).toBe('Allow');
  });

  it('with a key of another scope, or a token without an organisation, are known and forbidden', async () => {
    expect(effect(await rest(bearer((await storeKey({ scopes: ['rag'] })).text)))).toBe('Deny');
    expect(effect(await rest(bearer(await issuer.token({ org: undefined }))))).toBe('Deny');
  });

  it('note the use of a key at its first, and then at most once an hour', async () => {
    const { text, keyId } = await storeKey();
    const start = nowSeconds();
    await rest(bearer(text));
    expect(await lastUse(keyId)).toBeGreaterThanOrEqual(start);

    const recent = await storeKey({ lastUsedAt: start - 3_000 });
    await rest(bearer(recent.text));
    expect(await lastUse(recent.keyId)).toBe(start - 3_000);

    const stale = await storeKey({ lastUsedAt: start - 3_700 });
    await rest(bearer(stale.text));
    expect(await lastUse(stale.keyId)).toBeGreaterThanOrEqual(start);
  });

  it('fail, and are not refused, when the issuer cannot be asked', async () => {
    await issuer.addKey('late');
    const token = await issuer.token({}, { kid: 'late' });
    issuer.state.answers = false;
    await expect(rest(bearer(token))).rejects.not.toThrow(/^Unauthorized$/);
    issuer.state.answers = true;
    expect(effect(await rest(bearer(token)))).toBe('Allow');
  });
});

describe('connections', () => {
  const offered = (credential: string) => ({ 'Sec-WebSocket-Protocol': `chat.v1, ${credential}` });

  it('open with a token, key or ticket beside the protocol, for this route alone', async () => {
    for (const credential of [await issuer.token(), (await storeKey()).text, await storeTicket()]) {
      const { policyDocument } = await socket(offered(credential));
      expect(policyDocument.Statement).toEqual([
        { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: connectArn },
      ]);
    }
  });

  it('open with a token of a registered app client, and of no other', async () => {
    await registerClient('console-of-connections');
    const ofClient = async (client_id: unknown) => offered(await issuer.token({ client_id }));
    expect(effect(await socket(await ofClient('console-of-connections')))).toBe('Allow');
    for (const other of ['other', 'CLIENT#console-of-connections', '', ['client'], undefined]) {
      await expect(socket(await ofClient(other))).rejects.toThrow(/^Unauthorized$/);
    }
  });

  it('open with a bearer', async () => {
    expect(effect(await socket(bearer(await issuer.token())))).toBe('Allow');
  });

  it('open once with a ticket in the address, as who asked for it', async () => {
    const ticket = await storeTicket({ ...alice, userId: 'bob' });
    const result = await socket({}, { ticket });
    expect(principalFromContext(result.context)).toEqual({ ...alice, userId: 'bob', credential: 'ticket' });
    await expect(socket({}, { ticket })).rejects.toThrow(/^Unauthorized$/);
  });

  it('do not open with a token or key in the address', async () => {
    for (const ticket of [await issuer.token(), (await storeKey()).text]) {
      await expect(socket({}, { ticket })).rejects.toThrow(/^Unauthorized$/);
    }
  });

  it('are held to the scope of the key that got the ticket', async () => {
    const ticket = await storeTicket({ ...alice, credential: 'api-key', scopes: ['rag'] });
    expect(effect(await socket({}, { ticket }))).toBe('Deny');
  });

  it('do not open without a credential', async () => {
    await expect(socket({ 'Sec-WebSocket-Protocol': 'chat.v1' })).rejects.toThrow(/^Unauthorized$/);
  });
});
