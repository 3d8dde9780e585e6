import assert from 'node:assert/strict';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { outputOf } from '../../../operator/outputs';
import { newId } from '../answer';
import { eventually } from '../documents';
import { featuresOf, newVisit, sendEvents, viewed } from '../events';
import { assertError, type HttpAnswer } from '../http';
import type { StepGroup, TourContext } from '../step';

const featureOf = ({ body }: HttpAnswer, name: string) => (body.features as Record<string, number> | undefined)?.[name];

/** Waits until a feature has a value. */
async function untilCounted(context: TourContext, entity: string, name: string, value: number): Promise<void> {
  await eventually(async () => featureOf(await featuresOf(context, entity), name) === value);
}

/** Puts records into the stream beside the API, as a sender of another kind would. */
async function putBeside({ laptop }: TourContext, records: readonly string[]): Promise<void> {
  const { endpoint, accessKeyId, secretAccessKey, region } = laptop.credentials.operator;
  const client = new KinesisClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    const Records = records.map((text) => ({ PartitionKey: 'beside', Data: Buffer.from(text) }));
    await client.send(new PutRecordsCommand({ StreamName: outputOf(laptop.outputs, 'EventsStreamName'), Records }));
  } finally {
    client.destroy();
  }
}

/** What is parked that holds a text, by why. */
async function parkedWith({ laptop }: TourContext, text: string): Promise<string[]> {
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
