import './support/environment';
import type { StreamedEvent } from '../../../lambdas/streaming/domain/events/envelope';
import { type KnownEvent, readRecord } from '../../../lambdas/streaming/domain/events/read-record';
import { entityKinds } from '../../../lambdas/streaming/domain/features/feature';
import { featureValues } from '../../../lambdas/streaming/domain/features/values';
import { rankings } from '../../../lambdas/streaming/domain/rankings/ranking';
import { listsOf, topOf } from '../../../lambdas/streaming/domain/rankings/top';
import { testSeed } from '../../support/seed/seed';
import { countPipeline } from './support/count-pipeline';
import { streamed } from './support/events';
import { type FeatureTable, startFeatureTable } from './support/feature-table';
import { readStream, startStream } from './support/paced-stream';
import { referenceValues } from './support/reference';
import { seeded } from './support/stream';

const EVENTS = 360;
const SECOND_MS = 1_000;

let table: FeatureTable;
beforeAll(async () => {
  table = await startFeatureTable();
}, 60_000);
afterAll(() => table.stop());

function known(event: StreamedEvent): KnownEvent {
  const read = readRecord(Buffer.from(JSON.stringify(event)));
  if (!('event' in read)) throw new Error(read.poison.detail);
  return read.event;
}

/** Every feature of every entity, and what leads, as a version has them; and features as a list of all events gives them. */
async function compared(version: number, events: readonly StreamedEvent[], at: number) {
  const { read, lists } = table.ofVersion(version);
  const [stored, reference]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const kind of entityKinds) {
    for (const [id, own] of Map.groupBy(events.map(known), ({ data }) => data[kind] ?? '')) {
      stored[`${kind}:${id}`] = featureValues(kind, await read('acme', { kind, id }), at);
      reference[`${kind}:${id}`] = referenceValues(kind, own, at);
    }
  }
  const leading = await Promise.all(
    rankings.map(({ name, by, ...ranking }) =>
      topOf(listsOf('acme', { name, by, ...ranking }, at, by === 'sessions' ? 'i1' : undefined), 20, lists),
    ),
  );
  return { stored, reference, leading };
}

it(`a version that replays the stream beside the live one ends with the same features as it, and as a list of all events (seed ${testSeed})`, async () => {
  const { clock } = table.local;
  const stream = await startStream(table.local, 2);
  const random = seeded(testSeed);
  const below = (most: number) => Math.floor(random() * most);
  const start = clock.now;
  const sent: StreamedEvent[] = [];
  /** A second later there is one more, of few that are sent twice. */
  const send = () => {
    clock.now += SECOND_MS;
    const [id, session] = [`e${sent.length}`, `s${below(40)}`];
    const late = random() < 0.1 ? 2 * 3_600_000 : 0;
    const event = streamed({
      ...{ id, at: clock.now - late, receivedAt: clock.now },
      ...(random() < 0.7
        ? { type: 'item.clicked', version: 1, data: { user: `u${below(20)}`, session, item: `i${below(15)}` } }
        : { data: { user: `u${below(20)}`, session, item: `i${below(15)}`, surface: 'page' } }),
    });
    sent.push(event);
    for (let copies = random() < 0.1 ? 2 : 1; copies > 0; copies -= 1)
      stream.append(session, Buffer.from(JSON.stringify(event)));
  };
  const [live, replayed] = [countPipeline(table.ofVersion(1).store), countPipeline(table.ofVersion(2).store)];
  const halfReplayed = countPipeline(table.ofVersion(3).store);
  /** Reads from a time on, until nothing more comes and all of it is read. */
  const readFrom = async ({ deliver }: typeof live, from: number, more: () => boolean) => {
    let seen = 0;
    const records = () => stream.shards.flatMap((shard) => shard.records).filter(({ arrivedAt }) => arrivedAt >= from);
    await readStream({
      local: table.local,
      properties: { BatchSize: 50, StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: from / SECOND_MS },
      async deliver(batch) {
        const answer = await deliver(batch);
        if (answer.batchItemFailures.length === 0) seen += batch.length;
        return answer;
      },
      idle: () => !more() && seen >= records().length,
    });
  };
  const nothing = () => false;
  /** What comes while a reader waits for more. */
  const more = () => {
    for (let count = 0; count < 20 && sent.length < EVENTS; count += 1) send();
    return sent.length < EVENTS;
  };
  while (sent.length < EVENTS / 2) send();
  await readFrom(live, start, nothing);
  const halfway = clock.now + SECOND_MS;
  // The live one goes on, with all that it read again, beside one that begins at the first event and one that begins halfway.
  await Promise.all([readFrom(live, start, more), readFrom(replayed, start, more)]);
  await readFrom(halfReplayed, halfway, nothing);

  const [blue, green] = [await compared(1, sent, clock.now), await compared(2, sent, clock.now)];
  expect(blue.stored).toEqual(blue.reference);
  expect(green.stored).toEqual(blue.stored);
  expect(green.leading).toEqual(blue.leading);
  expect(green.leading.map(({ items }) => items.length > 0)).toEqual([true, false, true]);
  // A version that begins halfway has what came from then on, and nothing of before.
  const later = sent.filter(({ receivedAt }) => receivedAt >= halfway);
  expect(later.length).toBe(EVENTS / 2);
  const fromHalfway = await compared(3, later, clock.now);
  expect(fromHalfway.stored).toEqual(fromHalfway.reference);
}, 120_000);
