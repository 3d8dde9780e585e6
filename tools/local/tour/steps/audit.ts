import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { askAndWait, connectAs } from '../answer';
import type { StepGroup, TourContext } from '../step';

interface AuditEvent {
  readonly version: number;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Every event that the audit stream has brought to its bucket. */
export async function auditEvents({ laptop }: TourContext): Promise<{ events: AuditEvent[]; text: string }> {
  const { engines, resources } = laptop.core;
  await engines.firehose.flush();
  const delivery = resources
    .ofType('AWS::KinesisFirehose::DeliveryStream')
    .find(({ path }) => path.includes('/Audit/'));
  const destination = delivery?.properties.ExtendedS3DestinationConfiguration as { BucketARN: string } | undefined;
  const bucket = destination?.BucketARN.split(':::')[1] ?? '';
  const texts: string[] = [];
  for (const key of await engines.objects.list(bucket)) {
    const object = await engines.objects.get(bucket, key);
    if (object) texts.push(gunzipSync(object.body).toString('utf8'));
  }
  const text = texts.join('');
  return {
    text,
    events: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as AuditEvent),
  };
}

export const audit: StepGroup = {
  name: 'audit',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'what happened is in the audit bucket, without anyone’s words',
      async run(context) {
        const secret = `my secret is ${crypto.randomUUID()}`;
        const socket = await connectAs(context, 'bob');
        const { conversationId } = await askAndWait(socket, secret);
        await socket.close();
        const over = AbortSignal.any([context.signal, AbortSignal.timeout(10_000)]);
        for (;;) {
          const { events, text } = await auditEvents(context);
          const own = events
            .filter(({ details }) => details.conversationId === conversationId)
            .map(({ action }) => action);
          if (own.includes('message.accepted') && own.includes('answer.finished')) {
            assert.ok(events.every(({ version }) => version === 1));
            assert.ok(!text.includes(secret), 'a message’s text is in the audit bucket');
            return `${events.length} events`;
          }
          if (over.aborted) throw new Error(`events of the conversation: ${own.join(', ') || 'none'}`);
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
    },
  ],
};
