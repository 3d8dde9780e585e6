import '../support/environment';
import { createProfileStore } from '../../../../lambdas/chat/adapters/profile-store';
import { createManageProfile } from '../../../../lambdas/chat/manage-profile.handler';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { type ChatTable, startChatTable } from '../support/chat-table';
import { httpEvent } from './support/event';

let table: ChatTable;
beforeAll(async () => {
  table = await startChatTable();
});
afterAll(() => table.close());

interface Answer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Record<string, unknown>;
}

let users = 0;
function setUp() {
  users += 1;
  const userId = `user-${users}`;
  const handler = httpRoute(capturedLogger().logger).handler(
    createManageProfile({
      profiles: createProfileStore(table.document, table.name),
      models: [{ id: 'small' }, { id: 'large', tiers: ['paid'] }],
    }),
  );
  async function call(
    event: Parameters<typeof httpEvent>[0],
    { tier = 'paid', as = userId }: { tier?: 'paid' | 'free'; as?: string } = {},
  ): Promise<Answer> {
    const request = httpEvent({ resource: '/v1/profile', ...event }, { ...alice, userId: as, tier });
    const { statusCode, headers, body } = (await invoke(handler, request)) as {
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    };
    return { status: statusCode, etag: headers.etag, body: JSON.parse(body) };
  }
  return {
    userId,
    read: (as?: string) => call({ httpMethod: 'GET' }, as ? { as } : {}),
    write: (profile: unknown, match?: string, tier?: 'paid' | 'free') =>
      call(
        { httpMethod: 'PUT', body: JSON.stringify(profile), headers: match === undefined ? {} : { 'If-Match': match } },
        tier ? { tier } : {},
      ),
  };
}

test('a profile is replaced by who has read it, and read back as it is now', async () => {
  const { read, write } = setUp();
  const none = await read();
  expect(none).toEqual({ status: 200, etag: '"0"', body: { keepText: true } });
  const profile = { displayName: 'Ann', preferredModel: 'large', instructions: 'Be brief.', keepText: false };
  expect(await write(profile, '"0"')).toEqual({ status: 200, etag: '"1"', body: profile });
  expect(await read()).toEqual({ status: 200, etag: '"1"', body: profile });
  expect(await write({}, 'W/"1"')).toMatchObject({ status: 200, etag: '"2"', body: { keepText: true } });
});

test('of two who change it at once the second is told', async () => {
  const { read, write } = setUp();
  const both = await Promise.all([write({ displayName: 'one' }, '"0"'), write({ displayName: 'two' }, '"0"')]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  const winner = both.find(({ status }) => status === 200);
  expect((await read()).body).toEqual(winner?.body);
  for (const stale of ['"0"', '"2"', '*', 'nonsense', '1'])
    expect(await write({ displayName: 'three' }, stale)).toMatchObject({
      status: 412,
      body: { code: 'precondition_failed' },
    });
  expect(await write({ displayName: 'three' })).toMatchObject({ status: 428, body: { code: 'precondition_required' } });
});

test('nobody sees another one’s', async () => {
  const { read, write } = setUp();
  await write({ displayName: 'Ann' }, '"0"');
  expect(await read('someone else')).toMatchObject({ etag: '"0"', body: { keepText: true } });
});

test('says what is wrong, and knows only models that answer this user', async () => {
  const { write } = setUp();
  expect(await write({ timeZone: 'Mars/North' }, '"0"')).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', detail: 'timeZone: must be a time zone such as Europe/Berlin' },
  });
  expect(await write({ userId: 'bob' }, '"0"')).toMatchObject({ status: 400 });
  expect(await write({ preferredModel: 'huge' }, '"0"')).toMatchObject({
    status: 400,
    body: { code: 'model_not_found' },
  });
  expect(await write({ preferredModel: 'large' }, '"0"', 'free')).toMatchObject({ status: 400 });
  expect(await write({ preferredModel: 'small' }, '"0"', 'free')).toMatchObject({ status: 200 });
});
