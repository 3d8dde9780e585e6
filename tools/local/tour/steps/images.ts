import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { GetQueueAttributesCommand, type QueueAttributeName, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { newId } from '../answer';
import { eventually } from '../documents';
import { sendEvents } from '../events';
import { sha256 } from '../hash';
import { assertError, type HttpAnswer } from '../http';
import { hashOf, jpegOf, picture } from '../picture';
import type { StepGroup, TourContext } from '../step';
import { request, reviewOf } from './items';

/** Announces an image and uploads bytes for it, as a browser would. */
async function upload(context: TourContext, bytes: Buffer, name = sha256(bytes)): Promise<Response> {
  const wanted = { sha256: name, contentType: 'image/jpeg', bytes: bytes.length };
  const { status, body } = await request(context, 'alice', 'POST', '/v1/images', wanted);
  assert.equal(status, 200, JSON.stringify(body));
  const { url, fields } = body.upload as { url: string; fields: Record<string, string> };
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), 'picture.jpg');
  return fetch(url, { method: 'POST', body: form, signal: context.signal });
}

async function uploaded(context: TourContext, bytes: Buffer): Promise<string> {
  const answer = await upload(context, bytes);
  assert.equal(answer.status, 204, await answer.text());
  return sha256(bytes);
}

/** What is known of an image once it was looked at. */
async function looked(context: TourContext, name: string): Promise<Readonly<Record<string, unknown>>> {
  let last: HttpAnswer | undefined;
  await eventually(async () => {
    last = await request(context, 'alice', 'GET', `/v1/images/${name}`);
    return last.status === 200 && last.body.status !== 'waiting';
  });
  return last?.body ?? {};
}

/** Submits an item with an image, and nothing else. @returns its id */
async function submit(context: TourContext, name: string): Promise<string> {
  const content = `picture-${newId()}`;
  const author = { ageDays: 400, rejections: 0 };
  const event = {
    ...{ id: newId(), type: 'content.submitted', version: 2, occurredAt: new Date().toISOString() },
    data: { user: 'author', content, version: 1, images: [{ sha256: name }], author },
  };
  const { status, body } = await sendEvents(context, event);
  assert.equal(status, 202, JSON.stringify(body));
  return content;
}

async function itemUntil(context: TourContext, item: string, is: (body: HttpAnswer['body']) => boolean) {
  let last: HttpAnswer | undefined;
  await eventually(async () => {
    last = await request(context, 'alice', 'GET', `/v1/items/${item}`);
    return last.status === 200 && is(last.body);
  });
  return last?.body ?? {};
}

const decided = (context: TourContext, item: string) => itemUntil(context, item, ({ decision }) => Boolean(decision));

interface Policy {
  readonly filters: { readonly known: { readonly nearImages: object } };
}

/** Has items rejected whose images are much like one; of tours that are over, none stays behind. */
async function forbid(context: TourContext, perceptualHash: string): Promise<void> {
  const path = '/v1/moderation/policy';
  const { current } = (await request(context, 'bob', 'GET', path)).body as { current: { policy: Policy } };
  const { filters } = current.policy;
  const nearImages = { within: 7, hashes: [{ perceptualHash, category: 'goods', action: 'reject' }] };
  const wanted = { ...current.policy, filters: { ...filters, known: { ...filters.known, nearImages } } };
  const draft = await request(context, 'bob', 'PUT', `${path}/draft`, wanted);
  assert.equal(draft.status, 200, JSON.stringify(draft.body));
  const { version } = draft.body;
  assert.equal((await request(context, 'erin', 'POST', `${path}/draft/approval`, { version })).status, 200);
}

/** Attempts of the SDK at one call. */
const ATTEMPTS = 3;

/** Tells of an upload that is gone when it is looked at. @returns whether that is over */
async function tellOfMissing({ laptop, signal }: TourContext): Promise<() => Promise<boolean>> {
  const { endpoint, accessKeyId, secretAccessKey, region } = laptop.credentials.operator;
  const sqs = new SQSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const [queue] = laptop.core.resources
    .ofType('AWS::SQS::Queue')
    .filter(({ ref }) => /ImageScreeningQueue(?!DeadLetters)/.test(ref));
  const QueueUrl = queue?.ref;
  const key = `images/${'x'.repeat(22)}/${sha256(Buffer.from(newId()))}`;
  const MessageBody = JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { object: { key } },
  });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }), { abortSignal: signal });
  const AttributeNames: QueueAttributeName[] = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  return async () => {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return AttributeNames.every((name) => Attributes[name] === '0');
  };
}

const unseen = () => picture(randomInt(2 ** 31));

export const images: StepGroup = {
  name: 'images',
  needs: 'StreamingApiUrl',
  steps: [
    {
      name: 'an image that shows nothing is approved without a person; other bytes under its name are not taken',
      async run(context) {
        const bytes = jpegOf(unseen(), 85);
        const other = await upload(context, jpegOf(unseen(), 85).subarray(0, bytes.length), sha256(bytes));
        assert.equal(other.status, 400, 'other bytes were taken');
        context.laptop.core.engines.rekognition.teach(sha256(bytes), []);
        const name = await uploaded(context, bytes);
        const { status, width, height } = await looked(context, name);
        assert.deepEqual([status, width, height], ['screened', 240, 180]);
        const { published, path } = await decided(context, await submit(context, name));
        assert.deepEqual([published, path], [true, [{ tier: 1, outcome: 'approve', images: 1 }]]);
        assertError(await request(context, 'carol', 'GET', `/v1/images/${name}`), 404, 'image_not_found');
        return 'looked at once, and published';
      },
    },
    {
      name: 'an image that is much like a forbidden one is rejected, although it was encoded again',
      async run(context) {
        const forbidden = unseen();
        await forbid(context, hashOf(forbidden));
        const bytes = jpegOf(forbidden, 40);
        context.laptop.core.engines.rekognition.teach(sha256(bytes), []);
        const name = await uploaded(context, bytes);
        await looked(context, name);
        let verdict: HttpAnswer['body'] = {};
        // The policy holds within seconds.
        await eventually(async () => {
          verdict = await decided(context, await submit(context, name));
          return verdict.decision === 'reject';
        });
        const [reason] = verdict.reasons as readonly { readonly code: string }[];
        assert.equal(reason?.code, 'near-known-image');
        return 'rejected by its look, at quality 40';
      },
    },
    {
      name: 'an item that comes before its image is held, and judged by itself when that was looked at',
      async run(context) {
        const bytes = jpegOf(unseen(), 85);
        const item = await submit(context, sha256(bytes));
        const held = await itemUntil(context, item, ({ status }) => status === 'held');
        assert.equal((held.reasons as readonly { readonly code: string }[])[0]?.code, 'image-not-screened');
        const labels = [{ path: ['Explicit', 'Explicit Nudity'], confidence: 99 }] as const;
        context.laptop.core.engines.rekognition.teach(sha256(bytes), labels);
        await uploaded(context, bytes);
        const { decision, path } = await decided(context, item);
        assert.deepEqual(
          [decision, (path as readonly { readonly outcome: string }[]).map(({ outcome }) => outcome)],
          ['reject', ['escalate', 'reject']],
        );
        return 'held without its image, rejected with it';
      },
    },
    {
      name: 'while the model fails an image is looked at again within seconds; one that is gone is forgotten',
      async run(context) {
        const bytes = jpegOf(unseen(), 85);
        const { rekognition } = context.laptop.core.engines;
        rekognition.teach(sha256(bytes), []);
        rekognition.failFirst(sha256(bytes), ATTEMPTS);
        const { status, reason } = await looked(context, await uploaded(context, bytes));
        assert.deepEqual([status, reason], ['screened', undefined]);
        await eventually(await tellOfMissing(context));
        return 'looked at after the model had failed; nothing is left in the queue';
      },
    },
    {
      name: 'an image that no model has looked at waits for a person, who is shown it for five minutes',
      async run(context) {
        const bytes = jpegOf(unseen(), 85);
        const name = await uploaded(context, bytes);
        const { status, reason } = await looked(context, name);
        assert.deepEqual([status, reason], ['screened', 'The model does not take it. A person looks at it.']);
        const review = await reviewOf(context, await submit(context, name));
        const { body } = await request(context, 'bob', 'POST', `${review}/claim`, {});
        const [shown] = body.images as readonly { readonly link?: { readonly url: string } }[];
        assert.ok(shown?.link, JSON.stringify(body.images));
        const answer = await fetch(shown.link.url, { signal: context.signal });
        const [type, keeping] = ['content-type', 'cache-control'].map((header) => answer.headers.get(header));
        assert.deepEqual([answer.status, type, keeping], [200, 'image/jpeg', 'private, no-store']);
        assert.ok(Buffer.from(await answer.arrayBuffer()).equals(bytes), 'it is another image');
        assertError(await request(context, 'dave', 'POST', `${review}/claim`, {}), 409, 'claimed');
        const end = { decision: 'approve', note: 'Discs before a sky' };
        assert.equal((await request(context, 'bob', 'POST', `${review}/decision`, end)).status, 200);
        return 'shown to bob, and to nobody else';
      },
    },
  ],
};
