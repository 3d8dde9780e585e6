import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { NEVER_EXPIRES, principalToContext } from '../../../../lambdas/shared/domain/principal';
import { outputOf } from '../../../operator/outputs';
import { documentClientOf } from '../../../operator/platform-table';
import { sampleUsers } from '../../identity/user';
import { newId } from '../answer';
import { Refused } from '../chat-socket';
import { eventually } from '../documents';
import { newVisit, sendEvents, viewed } from '../events';
import { requestTo } from '../http';
import { LiveClient } from '../live';
import { newMachineKey } from '../machine-key';
import type { StepGroup, TourContext } from '../step';
import { decide, reviewOf, submit } from './items';

interface Shown {
  readonly verdicts: readonly { readonly item: string; readonly status: string }[];
}

const viewsOf = (data: object): number =>
  (data as { features?: Record<string, number> }).features?.item_views_1h ?? Number.NaN;

/** Runs the function that has all that is watched published again, as its schedule does. */
async function refresh({ laptop }: TourContext): Promise<number> {
  const { functions, resources } = laptop.core;
  const found = resources
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => String(properties.Description).startsWith('Live views: has all that is watched'));
  const result = await functions.invoke(found?.ref ?? '', {});
  if (!result.ok) throw new Error(result.errorMessage);
  return (result.payload as { topics: number }).topics;
}

export const live: StepGroup = {
  name: 'live views',
  needs: 'StreamingApiUrl',
  steps: [
    {
      name: 'a view changes within seconds of what happens, once a second at most, and ends as it is over HTTP',
      async run(context) {
        const visit = newVisit();
        const topic = `features:item:${visit.item}`;
        const alice = await LiveClient.connect(context, 'alice');
        assert.equal(alice.socket.protocol, 'live.v1');
        const { topics, refused } = await alice.subscribe(topic, 'trending:viewed_1h', 'throughput');
        assert.deepEqual([topics.length, refused], [3, []]);
        await alice.viewWhere(topic, (data) => viewsOf(data) === 0);
        // Readers look at what is watched every two seconds.
        await delay(2_100);
        const started = performance.now();
        for (let sent = 0; sent < 30; sent += 1) await sendEvents(context, { events: [viewed(visit), viewed(visit)] });
        await alice.viewWhere(topic, (data) => viewsOf(data) === 60);
        const seconds = (performance.now() - started) / 1000;
        const own = alice.views.filter((view) => view.topic === topic);
        assert.ok(own.length <= seconds + 2, `${own.length} views in ${seconds} s`);
        await alice.viewWhere(
          'throughput',
          (data) => 'seconds' in data && data.seconds.some(({ counted }) => counted > 0),
        );
        await alice.viewWhere(
          'trending:viewed_1h',
          (data) => 'items' in data && data.items.some(({ item, count }) => item === visit.item && count === 60),
        );
        await alice.acknowledge();
        assert.equal((await alice.ask({ action: 'ping' }, 'pong')).type, 'pong');
        assert.deepEqual((await alice.ask({ action: 'unsubscribe', topics: [topic] }, 'unsubscribed')).topics, [topic]);
        await alice.socket.close();
        return `60 events in ${own.length} views`;
      },
    },
    {
      name: 'nobody sees what is not for them: another organisation, another group, a topic that there is not',
      async run(context) {
        const visit = newVisit();
        const topic = `features:item:${visit.item}`;
        const [alice, bob, carol] = await Promise.all(
          ['alice', 'bob', 'carol'].map((user) => LiveClient.connect(context, user)),
        );
        assert.ok(alice && bob && carol);
        await Promise.all([alice.subscribe(topic), carol.subscribe(topic)]);
        const { topics, refused } = await bob.subscribe('throughput', 'trending:loved', 'features:nobody', topic);
        assert.deepEqual(topics, [topic]);
        assert.deepEqual(
          refused.map(({ code }) => code),
          ['forbidden_topic', 'unknown_topic', 'unknown_topic'],
        );
        await delay(2_100);
        await sendEvents(context, viewed(visit));
        await Promise.all([alice, bob].map((client) => client.viewWhere(topic, (data) => viewsOf(data) === 1)));
        // Of globex nobody looked at anything.
        assert.deepEqual(
          carol.views.map(({ data }) => viewsOf(data)),
          [0],
        );
        const bad = [
          ['{oops', 'invalid_frame'],
          [{ action: 'fly' }, 'unknown_action'],
          [{ action: 'subscribe', topics: [] }, 'invalid_frame'],
        ] as const;
        for (const [frame, code] of bad) {
          const answer = await bob.socket.ask(frame, 'error', ({ type }) => type === 'error');
          assert.ok(answer.type === 'error' && answer.code === code, JSON.stringify(answer));
        }
        const machine = await LiveClient.with(context, await newMachineKey(context, 'streaming'));
        assert.deepEqual((await machine.subscribe('throughput')).topics, ['throughput']);
        await Promise.all([alice, bob, carol, machine].map(({ socket }) => socket.close()));
        await byTicket(context);
        return 'three topics refused';
      },
    },
    {
      name: 'people who review see each verdict as it is reached, and nobody else does',
      async run(context) {
        const item = `item-${newId()}`;
        const [bob, alice] = await Promise.all(['bob', 'alice'].map((user) => LiveClient.connect(context, user)));
        assert.ok(bob && alice);
        assert.deepEqual((await bob.subscribe('verdicts')).topics, ['verdicts']);
        assert.equal((await alice.subscribe('verdicts')).refused[0]?.code, 'forbidden_topic');
        await delay(2_100);
        await submit(context, item, [[1, 'you should kill yourself']]);
        const ofItem = (data: object, status: string) =>
          'verdicts' in data && (data as Shown).verdicts.some((one) => one.item === item && one.status === status);
        await bob.viewWhere('verdicts', (data) => ofItem(data, 'held'));
        const rejection = { decision: 'reject', category: 'danger', note: 'Encourages self-harm' };
        await decide(context, 'dave', await reviewOf(context, item), rejection);
        await bob.viewWhere('verdicts', (data) => ofItem(data, 'decided'));
        await Promise.all([alice, bob].map(({ socket }) => socket.close()));
        return 'held, and then decided';
      },
    },
    {
      name: 'who comes back gets what was missed, and nothing twice; windows move on without an event',
      async run(context) {
        const visit = newVisit();
        const topic = `features:item:${visit.item}`;
        const first = await LiveClient.connect(context, 'bob');
        await first.subscribe(topic);
        await first.viewWhere(topic, (data) => viewsOf(data) === 0);
        const seen = first.received;
        first.socket.drop();
        const second = await LiveClient.connect(context, 'bob', seen);
        await second.subscribe(topic);
        assert.deepEqual(second.views, [], 'a view came twice');
        await second.socket.close();
        await sendEvents(context, viewed(visit));
        await delay(3_000);
        const third = await LiveClient.connect(context, 'bob', seen);
        await third.subscribe(topic);
        await third.viewWhere(topic, (data) => viewsOf(data) === 1);
        assert.ok((await refresh(context)) > 0);
        await third.socket.close();
        return 'resumed twice';
      },
    },
    {
      name: 'who acknowledges nothing is told and dropped, and a person has only so many connections',
      async run(context) {
        const isSetAside = await sendBadTick(context);
        const visit = newVisit();
        const topic = `features:item:${visit.item}`;
        const slow = await LiveClient.connect(context, 'alice');
        await slow.subscribe(topic);
        const { cursor } = await slow.viewWhere(topic, (data) => viewsOf(data) === 0);
        await slow.acknowledge();
        await missViews(context, topic);
        await delay(2_100);
        await sendEvents(context, viewed(visit));
        const told = await slow.socket.next('slow_consumer', (frame) => frame.type === 'error');
        assert.ok(told.type === 'error' && told.code === 'slow_consumer', JSON.stringify(told));
        assert.deepEqual(told.resume, { [topic]: cursor });
        await eventually(async () => slow.socket.closeCode !== undefined);
        const again = await LiveClient.connect(context, 'alice', slow.received);
        await again.subscribe(topic);
        await again.viewWhere(topic, (data) => viewsOf(data) === 1);
        await again.socket.close();
        await loseConnections(context, 'dave', 8);
        const most = await openUntilRefused(context);
        await eventually(isSetAside);
        assert.equal(most, 10, 'what nobody was told of counts');
        return `${most} connections, beside 8 that are gone and nobody was told of`;
      },
    },
  ],
};

/** Has a topic be as if so many views of it had been sent that nobody waits for who has none of them. */
async function missViews({ laptop }: TourContext, topic: string): Promise<void> {
  const document = documentClientOf(laptop.credentials.operator);
  const TableName = outputOf(laptop.outputs, 'LiveTableName');
  const { Items = [] } = await document.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'watched' },
    }),
  );
  const watched = Items.find((item) => item.topic === topic);
  await document.send(
    new UpdateCommand({
      TableName,
      Key: { pk: `topic#${watched?.sk}`, sk: 'publication' },
      UpdateExpression: 'SET seq = seq + :more',
      ExpressionAttributeValues: { ':more': 40 },
    }),
  );
}

/** A ticket opens one connection, and no second one, to what whom it was given to may watch. */
async function byTicket(context: TourContext): Promise<void> {
  const { streamingUrl, signal, token } = context;
  const machine = await newMachineKey(context, 'streaming');
  const watched = [
    [token('alice'), 'throughput'],
    [token('bob'), 'verdicts'],
    [machine, 'throughput'],
  ] as const;
  for (const [credential, topic] of watched) {
    const { status, body } = await requestTo(streamingUrl, signal, 'POST', '/v1/connections/ticket', credential);
    assert.equal(status, 201, JSON.stringify(body));
    const client = await LiveClient.with(context, String(body.ticket));
    const { topics } = await client.subscribe('throughput', 'verdicts');
    assert.deepEqual(topics, [topic]);
    await client.socket.close();
    await assert.rejects(LiveClient.with(context, String(body.ticket)), Refused);
  }
}

/** Puts a tick beside those of the stage that nothing can be published by. */
async function sendBadTick({ laptop }: TourContext): Promise<() => Promise<boolean>> {
  const { endpoint, accessKeyId, secretAccessKey, region } = laptop.credentials.operator;
  const sqs = new SQSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const urlOf = (part: string) =>
    laptop.core.resources.ofType('AWS::SQS::Queue').find(({ ref }) => ref.includes(`LiveQueueTicks${part}`))?.ref;
  const ids = { MessageGroupId: newId(), MessageDeduplicationId: newId() };
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('Queue'), MessageBody: '{}', ...ids }));
  return async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('DeadLetters') }));
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf('DeadLetters'), ReceiptHandle }));
    return Messages.length > 0;
  };
}

/** Opens connections of somebody whose end nobody is told, and which are there no more. */
async function loseConnections({ laptop }: TourContext, user: string, many: number): Promise<void> {
  const { functions, resources } = laptop.core;
  const connect = resources
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => String(properties.Description).startsWith('Live views: remembers who a new connection'));
  const known = sampleUsers.find(({ name }) => name === user);
  const { [user]: credential } = laptop.credentials.users;
  if (!known || !credential) throw new Error(`There is no ${user}`);
  const { org, groups, tier, clearance } = known;
  const userId = String(JSON.parse(Buffer.from(credential.token.split('.')[1] ?? '', 'base64url').toString()).sub);
  const authorizer = principalToContext({
    ...{ userId, org, groups: [...groups], tier, clearance, scopes: [], credential: 'jwt', expiresAt: NEVER_EXPIRES },
  });
  const document = documentClientOf(laptop.credentials.operator);
  const TableName = outputOf(laptop.outputs, 'LiveTableName');
  for (let lost = 0; lost < many; lost += 1) {
    const connectionId = `lost-${newId()}`;
    const result = await functions.invoke(connect?.ref ?? '', { requestContext: { connectionId, authorizer } });
    if (!result.ok) throw new Error(result.errorMessage);
    // As if they had been opened an hour ago.
    const { Items = [] } = await document.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'sk = :id',
        ExpressionAttributeValues: { ':id': connectionId },
      }),
    );
    for (const { pk, sk, ttl } of Items)
      await document.send(new PutCommand({ TableName, Item: { pk, sk, ttl: Number(ttl) - 3_600 } }));
  }
}

async function openUntilRefused(context: TourContext): Promise<number> {
  const open: LiveClient[] = [];
  try {
    for (;;) {
      open.push(await LiveClient.connect(context, 'dave'));
      assert.ok(open.length <= 10, 'nobody is refused');
    }
  } catch (error) {
    assert.ok(error instanceof Refused && error.statusCode === 429, String(error));
  }
  await Promise.all(open.map(({ socket }) => socket.close()));
  return open.length;
}
