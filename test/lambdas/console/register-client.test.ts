import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { RegisterClientDeps } from '../../../lambdas/console/register-client.handler';
import { createAppClientStore } from '../../../lambdas/shared/stores/app-client-store';
import { type LocalTable, startTable } from '../support/table';

const noon = Date.UTC(2026, 0, 1, 12);
const signal = new AbortController().signal;

let table: LocalTable;
let register: (event: CloudFormationCustomResourceEvent) => Promise<{ physicalResourceId: string }>;
let create: (deps: RegisterClientDeps) => (event: CloudFormationCustomResourceEvent, signal: AbortSignal) => unknown;
const before = { ...process.env };

beforeEach(async () => {
  table = await startTable(['pk']);
  Object.assign(process.env, { AWS_REGION: 'us-east-1', PLATFORM_TABLE_NAME: table.name });
  const { createRegisterClient } = await import('../../../lambdas/console/register-client.handler');
  create = createRegisterClient;
  const apply = createRegisterClient({ clients: createAppClientStore(table.document, table.name), now: () => noon });
  register = (event) => apply(event, signal);
});
afterEach(async () => {
  process.env = before;
  await table.close();
});

const common = {
  ServiceToken: 'arn',
  ResponseURL: 'http://cloudformation',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Registration',
  ResourceType: 'Custom::RegisteredClient',
};
const properties = (ClientId: string) => ({ ServiceToken: 'arn', ClientId, Name: 'console', Table: 'table' });
const created = (client: string): CloudFormationCustomResourceEvent => ({
  ...common,
  RequestType: 'Create',
  ResourceProperties: properties(client),
});
const updated = (from: string, to: string, PhysicalResourceId = from): CloudFormationCustomResourceEvent => ({
  ...common,
  RequestType: 'Update',
  PhysicalResourceId,
  ResourceProperties: properties(to),
  OldResourceProperties: properties(from),
});
const deleted = (client: string, PhysicalResourceId = client): CloudFormationCustomResourceEvent => ({
  ...common,
  RequestType: 'Delete',
  PhysicalResourceId,
  ResourceProperties: properties(client),
});

async function registered(...clients: string[]): Promise<string[]> {
  const { isRegistered } = createAppClientStore(table.document, table.name);
  const found = await Promise.all(clients.map(isRegistered));
  return clients.filter((_, index) => found[index]);
}

it('registers a client by its id, with what it is, however often it is told', async () => {
  for (const _ of ['once', 'and again']) {
    expect(await register(created('first'))).toEqual({ physicalResourceId: 'first' });
    const { Item } = await table.document.send(new GetCommand({ TableName: table.name, Key: { pk: 'CLIENT#first' } }));
    expect(Item).toEqual({ pk: 'CLIENT#first', name: 'console', registeredAt: '2026-01-01T12:00:00.000Z' });
  }
});

it('withdraws it, however often it is told', async () => {
  await register(created('first'));
  for (const _ of ['once', 'and again']) await register(deleted('first'));
  expect(await registered('first')).toEqual([]);
});

it('withdraws what a creation registered that nobody got an answer of', async () => {
  await register(created('first'));
  expect(await register(deleted('first', 'request'))).toEqual({ physicalResourceId: 'request' });
  expect(await registered('first')).toEqual([]);
});

it('is good when what it is to withdraw never was, or the table is gone', async () => {
  await register({ ...deleted('first'), ResourceProperties: { ServiceToken: 'arn' } });
  const elsewhere = create({ clients: createAppClientStore(table.document, 'gone'), now: () => noon });
  await elsewhere(deleted('first'), signal);
});

describe('another client', () => {
  it('is another resource, and the former one is accepted until that is deleted', async () => {
    await register(created('first'));
    expect(await register(updated('first', 'second'))).toEqual({ physicalResourceId: 'second' });
    expect(await registered('first', 'second')).toEqual(['first', 'second']);
    await register(deleted('first'));
    expect(await registered('first', 'second')).toEqual(['second']);
  });

  it('is withdrawn when the update is taken back after it was done', async () => {
    await register(created('first'));
    await register(updated('first', 'second'));
    expect(await register(updated('second', 'first'))).toEqual({ physicalResourceId: 'first' });
    await register(deleted('second'));
    expect(await registered('first', 'second')).toEqual(['first']);
  });

  it('is withdrawn when the update is taken back because it failed', async () => {
    await register(created('first'));
    await register(updated('first', 'second'));
    // The answer to that did not arrive, so the resource still has its former id.
    expect(await register(updated('second', 'first', 'first'))).toEqual({ physicalResourceId: 'first' });
    expect(await registered('first', 'second')).toEqual(['first']);
  });
});

it('stays registered when an update changes nothing of it', async () => {
  await register(created('first'));
  expect(await register(updated('first', 'first'))).toEqual({ physicalResourceId: 'first' });
  expect(await registered('first')).toEqual(['first']);
});

it.each([{}, { ClientId: '' }, { ClientId: ['first'] }, { ClientId: 'first' }])(
  'refuses %j, which names no client and what it is',
  async (ResourceProperties) => {
    const malformed = { ...created('first'), ResourceProperties: { ServiceToken: 'arn', ...ResourceProperties } };
    await expect(register(malformed)).rejects.toThrow(/ClientId|Name/);
    expect(await registered('first')).toEqual([]);
  },
);
