import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { type AuthenticateDeps, createAuthenticate } from '../../../lambdas/identity/authenticate';
import { sha256 } from '../../../lambdas/shared/hash';

const token = { kind: 'jwt', value: 'a.b.c' } as const;
const claims = { sub: 'alice', org: 'acme', exp: 2_000_000_000, client_id: 'console' };

/** Authentication of a token with these claims, and the app clients that were asked for. */
function world(verified: unknown, more: Partial<AuthenticateDeps> = {}) {
  const asked: string[] = [];
  const authenticate = createAuthenticate({
    verifyToken: async () => verified,
    acceptsClient: async (clientId) => {
      asked.push(clientId);
      return clientId === 'console';
    },
    apiKeys: { find: async () => undefined, noteUse: async () => undefined },
    tickets: { consume: async () => undefined },
    sha256,
    now: () => 0,
    requiredScope: 'chat',
    onError: () => undefined,
    ...more,
  });
  return { asked, authenticate };
}

it('lets a token in that is verified and for an accepted app client', async () => {
  const { authenticate } = world(claims);
  expect(await authenticate(token)).toMatchObject({ outcome: 'allowed', principal: { userId: 'alice' } });
});

it('looks up no app client for a token that is not verified', async () => {
  const { authenticate, asked } = world(undefined);
  expect(await authenticate(token)).toEqual({ outcome: 'unauthenticated', reason: 'token not accepted' });
  expect(asked).toEqual([]);
});

it('names the app client of a token that is for another application', async () => {
  const { authenticate } = world({ ...claims, client_id: 'reports' });
  const reason = 'token of app client reports, not registered';
  expect(await authenticate(token)).toEqual({ outcome: 'unauthenticated', reason });
});

it.each([undefined, null, '', 'x'.repeat(129), 7, ['console'], { id: 'console' }])(
  'takes %j for no app client, and looks nothing up',
  async (client_id) => {
    const { authenticate, asked } = world({ ...claims, client_id });
    const reason = 'token without an app client';
    expect(await authenticate(token)).toEqual({ outcome: 'unauthenticated', reason });
    expect(asked).toEqual([]);
  },
);

it('tells nobody of another application whether they have an organisation', async () => {
  const { authenticate } = world({ ...claims, org: undefined, client_id: 'reports' });
  expect(await authenticate(token)).toMatchObject({ outcome: 'unauthenticated' });
});

it('fails, and refuses nobody, when app clients cannot be looked up', async () => {
  const { authenticate } = world(claims, { acceptsClient: () => Promise.reject(new Error('the table is down')) });
  await expect(authenticate(token)).rejects.toThrow('the table is down');
});

describe.each(['request', 'socket'] as const)('the %s authorizer', (kind) => {
  const before = { ...process.env };
  beforeAll(() => {
    const issuer = 'https://issuer.example';
    Object.assign(process.env, { AWS_REGION: 'us-east-1', PLATFORM_TABLE_NAME: 'table', REQUIRED_SCOPE: 'chat' });
    Object.assign(process.env, { JWT_ISSUER: issuer, JWT_CLIENT_ID: 'client', JWKS_URL: `${issuer}/keys` });
  });
  afterAll(() => {
    process.env = before;
  });

  it('answers 401 to another app client, and logs why', async () => {
    const { createAuthorizeRequest } = await import('../../../lambdas/identity/authorize-request.handler');
    const { createAuthorizeSocket } = await import('../../../lambdas/identity/authorize-socket.handler');
    const logged: unknown[] = [];
    const { authenticate } = world({ ...claims, client_id: 'reports' });
    const logger = { info: (...line: unknown[]) => void logged.push(line) };
    const authorize = { request: createAuthorizeRequest, socket: createAuthorizeSocket }[kind]({
      authenticate,
      logger,
    });
    const headers = { Authorization: 'Bearer eyJh.eyJz.c2ln' };
    const event: Partial<APIGatewayRequestAuthorizerEvent> = { headers, queryStringParameters: null, methodArn: 'arn' };
    await expect(authorize(event as APIGatewayRequestAuthorizerEvent)).rejects.toThrow(/^Unauthorized$/);
    const reason = 'token of app client reports, not registered';
    expect(logged).toEqual([[expect.any(String), { outcome: 'unauthenticated', reason }]]);
  });
});
