import assert from 'node:assert/strict';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { outputOf } from '../../../operator/outputs';
import { parkedObjects } from '../../../parked/parked-records';
import { putBack } from '../../../parked/put-back';
import { newId } from '../answer';
import { eventually } from '../documents';
import { featuresOf, newVisit, sendEvents, trendingOf, viewed } from '../events';
import { assertError, type HttpAnswer } from '../http';
import type { StepGroup, TourContext } from '../step';

const featureOf = ({ body }: HttpAnswer, name: string) => (body.features as Record<string, number> | undefined)?.[name];

/** Waits until a feature has a value. */
async function untilCounted(context: TourContext, entity: string, name: string, value: number): Promise<void> {
  await eventually(async () => featureOf(await featuresOf(context, entity), name) === value);
}

/** How an operator reaches the stream and the bucket. */
function clientOf({ laptop }: TourContext) {
  const { endpoint, accessKeyId, secretAccessKey, region } = laptop.credentials.operator;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** Puts records into the stream beside the API, as a sender of another kind would. */
async function putBeside(context: TourContext, records: readonly string[]): Promise<void> {
  const { laptop } = context;
  const client = new KinesisClient(clientOf(context));
  try {
    const Records = records.map((text) => ({ PartitionKey: 'beside', Data: Buffer.from(text) }));
    await client.send(new PutRecordsCommand({ StreamName: outputOf(laptop.outputs, 'EventsStreamName'), Records }));
  } finally {
    client.destroy();
  }
}

/** What is parked that holds a text, by why. */
export async function parkedWith({ laptop }: TourContext, text: string): Promise<string[]> {
  const { objects } = laptop.core.engines;
  const bucket = outputOf(laptop.outputs, 'ParkedBucketName');
  const reasons: string[] = [];
  for (const key of await objects.list(bucket, 'parked/')) {
    const object = await objects.get(bucket, key);
    const { reason, record } = JSON.parse(String(object?.body)) as { reason: string; record: string };
    if (Buffer.from(record, 'base64').toString().includes(text)) reasons.push(reason);
  }
  return reasons.sort();
}

export const events: StepGroup = {
  name: 'events',
  needs: 'StreamingApiUrl',
  steps: [
    {
      name: 'of many events each is taken in or refused by itself, and what is taken in is counted within seconds',
      async run(context) {
        const visit = newVisit();
        const batch = [viewed(visit), viewed(visit, { type: 'item.eaten' }), viewed(visit), { nothing: true }];
        const { status, body } = await sendEvents(context, { events: batch });
        assert.equal(status, 207, JSON.stringify(body));
        const results = body.results as readonly { readonly status: string; readonly code?: string }[];
        assert.deepEqual(
          results.map(({ status: own, code }) => code ?? own),
          ['accepted', 'unknown_type', 'accepted', 'invalid_event'],
        );
        await untilCounted(context, `item:${visit.item}`, 'item_views_1h', 2);
        assert.equal(featureOf(await featuresOf(context, `user:${visit.user}`), 'user_sessions_1d'), 1);
        // Another organisation has an item of the same name, and no views of it.
        assert.equal(featureOf(await featuresOf(context, `item:${visit.item}`, 'carol'), 'item_views_1h'), 0);
        return '2 of 4 counted';
      },
    },
    {
      name: 'an event that is sent again, together with itself or later, counts once',
      async run(context) {
        const visit = newVisit();
        const event = viewed(visit);
        const answers = await Promise.all(Array.from({ length: 4 }, () => sendEvents(context, event)));
        assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
        assert.equal((await sendEvents(context, { events: [event, event] })).status, 202);
        // What comes last of the session is counted last.
        await sendEvents(context, viewed(visit, { type: 'item.clicked', version: 1, data: { ...visit } }));
        await untilCounted(context, `session:${visit.session}`, 'session_events_1d', 2);
        assert.equal(featureOf(await featuresOf(context, `user:${visit.user}`), 'user_views_1h'), 1);
        return 'sent 6 times, counted once';
      },
    },
    {
      name: 'what is no event that this version knows is parked with its reason, and holds up nothing behind it',
      async run(context) {
        const [mark, visit] = [newId(), newVisit()];
        await putBeside(context, [`{"mark":"${mark}"`, JSON.stringify({ mark })]);
        const fromTheFuture = viewed(visit, { version: 99, data: { mark } });
        assert.equal((await sendEvents(context, fromTheFuture)).status, 202);
        await sendEvents(context, viewed(visit));
        await untilCounted(context, `item:${visit.item}`, 'item_views_1h', 1);
        await eventually(async () => (await parkedWith(context, mark)).length === 3);
        const reasons = await parkedWith(context, mark);
        assert.deepEqual(reasons, ['not_an_event', 'not_json', 'unknown_version']);
        return reasons.join(', ');
      },
    },
    {
      name: 'what a version did not know is put back once another one does, and counts as of when it happened',
      async run(context) {
        const { laptop } = context;
        const visit = newVisit();
        const event = { ...viewed(visit), org: 'acme', receivedAt: Date.now() };
        const client = { ...clientOf(context), forcePathStyle: true };
        const [s3, kinesis] = [new S3Client(client), new KinesisClient(clientOf(context))];
        const [bucket, stream] = ['ParkedBucketName', 'EventsStreamName'].map((key) => outputOf(laptop.outputs, key));
        const mark = newId();
        // As an earlier version would have parked it, twice over: it counts once.
        const parked = {
          ...{ consumer: 'count', reason: 'unknown_version', detail: 'version: is not known' },
          position: { sequenceNumber: mark, partitionKey: 'k', arrivedAt: new Date().toISOString() },
          record: Buffer.from(JSON.stringify(event)).toString('base64'),
        };
        for (const suffix of ['a', 'b']) {
          const object = { body: Buffer.from(JSON.stringify(parked)), contentType: 'application/json' };
          await laptop.core.engines.objects.put(bucket ?? '', `parked/count/${mark}${suffix}.json`, object);
        }
        for await (const object of parkedObjects(s3, bucket ?? ''))
          if (object.key.includes(mark))
            await putBack({ s3, kinesis, bucket: bucket ?? '', stream: stream ?? '' }, object);
        await sendEvents(context, viewed(visit, { type: 'item.clicked', version: 1, data: { ...visit } }));
        await untilCounted(context, `session:${visit.session}`, 'session_events_1d', 2);
        assert.deepEqual(await parkedWith(context, event.id), []);
        s3.destroy();
        kinesis.destroy();
        return 'put back twice, counted once';
      },
    },
    {
      name: 'what many look at leads, and what is looked at together is told',
      async run(context) {
        const [first, second, third] = [newVisit(), newVisit(), newVisit()];
        const looks = [first, second, third].flatMap(({ item }, place) =>
          Array.from({ length: 30 - place }, () => viewed(newVisit({ item }))),
        );
        const session = newVisit();
        const together = [first, second].map(({ item }) => viewed({ ...session, item }));
        assert.equal((await sendEvents(context, { events: [...looks, ...together] })).status, 202);
        const own = (answer: HttpAnswer) => (answer.body.items ?? []) as readonly { item: string; count: number }[];
        const leading = async () =>
          own(await trendingOf(context, { ranking: 'viewed_1h', limit: '50' })).filter(({ item }) =>
            [first.item, second.item, third.item].includes(item),
          );
        await eventually(async () => (await leading()).reduce((sum, { count }) => sum + count, 0) === 89);
        assert.deepEqual(await leading(), [
          { item: first.item, count: 31 },
          { item: second.item, count: 30 },
          { item: third.item, count: 28 },
        ]);
        const beside = await trendingOf(context, { ranking: 'together_today', item: first.item });
        assert.deepEqual(own(beside), [{ item: second.item, count: 1 }]);
        assertError(await trendingOf(context, { ranking: 'viewed_1h', item: first.item }), 400, 'invalid_request');
        assertError(await trendingOf(context, { ranking: 'loved' }), 400, 'invalid_request');
        return 'of three items, in their order';
      },
    },
    {
      name: 'every record is in the archive, an event among the events and what is none beside them; and every state of features',
      async run(context) {
        const { engines } = context.laptop.core;
        const [event, mark] = [viewed(newVisit()), newId()];
        await sendEvents(context, event);
        await putBeside(context, [`{"mark":"${mark}"`]);
        await engines.firehose.flush();
        const bucket = outputOf(context.laptop.outputs, 'ArchiveBucketName');
        const textOf = async (prefix: string) => {
          const found = (await engines.objects.list(bucket, prefix)).map((key) => engines.objects.get(bucket, key));
          return (await Promise.all(found)).map((object) => String(object?.body)).join('');
        };
        const archived = (await textOf('events/date=')).split('\n').find((line) => line.includes(event.id));
        assert.deepEqual(JSON.parse(archived ?? '{}').data, event.data);
        const beside = await textOf('errors/format-conversion-failed/');
        assert.ok(beside.includes(Buffer.from(`{"mark":"${mark}"`).toString('base64')), 'a record is lost');
        const { user } = event.data;
        const stateOf = async () => {
          await engines.firehose.flush();
          const rows = (await textOf('features/date=')).split('\n');
          return JSON.parse(rows.find((row) => row.includes(`"id":"${user}"`)) ?? '{}') as { features?: object };
        };
        await eventually(async () => (await stateOf()).features !== undefined);
        assert.deepEqual((await stateOf()).features, (await featuresOf(context, `user:${user}`)).body.features);
        return 'both found, and features as they are told online';
      },
    },
    {
      name: 'what is no event is refused with its reason, before it is in the stream',
      async run(context) {
        const visit = newVisit();
        const day = 86_400_000;
        const at = (ms: number) => new Date(Date.now() + ms).toISOString();
        const refusals = [
          [viewed(visit, { data: {} }), 'invalid_data'],
          [viewed(visit, { type: 'item.eaten' }), 'unknown_type'],
          [viewed(visit, { occurredAt: at(day) }), 'clock_off'],
          [viewed(visit, { occurredAt: at(-3 * day) }), 'too_old'],
          [viewed(visit, { org: 'globex' }), 'invalid_event'],
          [{ events: [] }, 'invalid_request'],
        ] as const;
        for (const [body, code] of refusals) assertError(await sendEvents(context, body), 400, code);
        assertError(await featuresOf(context, 'nothing'), 400, 'invalid_entity');
        assert.equal((await sendEvents(context, viewed(visit), 'bob')).status, 202);
        return `${refusals.length + 1} requests refused`;
      },
    },
  ],
};
