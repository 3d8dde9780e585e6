import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Issuer } from '../../../../tools/local/identity/issuer';
import { sampleUsers } from '../../../../tools/local/identity/user';
import { readUserPool } from '../../../../tools/local/identity/user-pool';
import { FakeFunctions, resource } from '../apigateway/fake-functions';

const pool = (schema: string[] = ['org', 'tier', 'clearance']) =>
  resource('AWS::Cognito::UserPool', 'us-east-1_pool', {
    LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: 'add-claims', LambdaVersion: 'V2_0' } },
    Schema: [{ Name: 'email' }, ...schema.map((Name) => ({ Name, AttributeDataType: 'String' }))],
  });
const client = resource('AWS::Cognito::UserPoolClient', 'client1', { UserPoolId: 'us-east-1_pool' });

interface TriggerEvent {
  request: { userAttributes: Record<string, string>; groupConfiguration: { groupsToOverride: string[] } };
}

const addClaims = (event: TriggerEvent) => ({
  ...event,
  response: {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: {
          org: event.request.userAttributes['custom:org'],
          groups: event.request.groupConfiguration.groupsToOverride,
        },
        claimsToSuppress: ['username'],
        scopesToAdd: ['chat'],
      },
    },
  },
});

let server: Server;
let url: string;
let issuer: Issuer | undefined;

beforeEach(async () => {
  issuer = undefined;
  server = createServer((request, response) => {
    if (!issuer?.handle(request, response)) response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_cognito/us-east-1_pool`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const alice = sampleUsers.find(({ name }) => name === 'alice');
if (!alice) throw new Error('no alice');

async function create(trigger: (event: never) => unknown = addClaims, resources = pool()) {
  const found = readUserPool([resources], [client]);
  if (!found) throw new Error('no pool');
  const functions = new FakeFunctions({ 'add-claims': trigger });
  issuer = await Issuer.create(found, url, functions);
  return { issuer, functions };
}

const keys = () => createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));

test('an access token has Cognito’s claims and those of the trigger, and verifies by the published keys', async () => {
  const { issuer, functions } = await create();
  const { payload } = await jwtVerify(await issuer.accessToken(alice), keys(), { issuer: url });
  expect(payload).toMatchObject({
    token_use: 'access',
    client_id: 'client1',
    org: 'acme',
    groups: ['engineering', 'operations'],
    scope: 'aws.cognito.signin.user.admin chat',
    sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(payload).not.toHaveProperty('username');
  expect(functions.called('add-claims')[0]).toMatchObject({
    version: '2',
    triggerSource: 'TokenGeneration_Authentication',
    userName: 'alice',
    callerContext: { clientId: 'client1' },
    request: { userAttributes: { 'custom:org': 'acme', 'custom:tier': 'paid', 'custom:clearance': '2' } },
    response: { claimsAndScopeOverrideDetails: null },
  });
});

test('a forged token fails by its signature, an old one by its time', async () => {
  const { issuer } = await create();
  await expect(jwtVerify(await issuer.accessToken(alice, { forged: true }), keys())).rejects.toThrow(/signature/);
  const issuedAt = Math.floor(Date.now() / 1000) - 7200;
  await expect(jwtVerify(await issuer.accessToken(alice, { issuedAt }), keys())).rejects.toThrow(/"exp"/);
});

test('the discovery document names issuer and keys', async () => {
  await create();
  const document = await (await fetch(`${url}/.well-known/openid-configuration`)).json();
  expect(document).toMatchObject({ issuer: url, jwks_uri: `${url}/.well-known/jwks.json` });
  expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
});

test('an attribute that the pool does not declare is not there', async () => {
  const { issuer, functions } = await create(addClaims, pool(['org']));
  await issuer.accessToken(alice);
  const [event] = functions.called('add-claims') as unknown as TriggerEvent[];
  expect(event?.request.userAttributes).not.toHaveProperty('custom:tier');
});

test.each([
  ['fails', () => Promise.reject(new Error('boom')), /boom/],
  [
    'sets a claim that is Cognito’s own',
    () => ({
      response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { sub: 'x' } } } },
    }),
    /sets sub/,
  ],
  [
    'answers in the shape of version 1',
    () => ({ response: { claimsAndScopeOverrideDetails: { claimsToAddOrOverride: {} } } }),
    /claimsToAddOrOverride/,
  ],
])('a trigger that %s', async (_name, trigger, message) => {
  const { issuer } = await create(trigger);
  await expect(issuer.accessToken(alice)).rejects.toThrow(message);
});
