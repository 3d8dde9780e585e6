import fc from 'fast-check';
import { eventsOf, type ServerEvent } from '../../web/client/event-stream';

/** A body that comes in these pieces. */
const bodyOf = (pieces: readonly Uint8Array<ArrayBuffer>[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

async function readAll(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const one of eventsOf(bodyOf(pieces))) events.push(one);
  return events;
}
const read = (text: string) => readAll([bytesOf(text)]);

test('reads names and data, lines of data, and passes over comments and other fields', async () => {
  const text = ': hello\nevent: sentence\ndata: {"a":1}\nid: 7\n\ndata:one\ndata:  two\n\nevent: empty\n\n';
  expect(await read(text)).toEqual([
    { event: 'sentence', data: '{"a":1}' },
    { event: 'message', data: 'one\n two' },
  ]);
});

test.each(['\n', '\r\n', '\r'])('lines end with %j', async (end) => {
  const text = ['event: a', 'data: 1', '', 'data: 2', '', ''].join(end);
  expect(await read(text)).toEqual([
    { event: 'a', data: '1' },
    { event: 'message', data: '2' },
  ]);
});

test('an event that has not ended is dropped', async () => {
  expect(await read('data: 1\n\ndata: 2\n')).toEqual([{ event: 'message', data: '1' }]);
});

test('a body that is not read to its end is cancelled', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(bytesOf('data: again\n\n')),
    cancel() {
      cancelled = true;
    },
  });
  for await (const { data } of eventsOf(body)) if (data === 'again') break;
  expect(cancelled).toBe(true);
});

const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ''));
const event = fc.record({
  event: line.filter((text) => text !== '' && !text.startsWith(' ')),
  data: fc
    .array(
      line.filter((text) => !text.startsWith(' ')),
      { minLength: 1, maxLength: 3 },
    )
    .map((lines) => lines.join('\n')),
});

test('events are the same however their bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 4 }),
      fc.array(fc.nat(400), { maxLength: 12 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      async (events: ServerEvent[], cuts, end) => {
        const text = events
          .map((one) =>
            [`event: ${one.event}`, ...one.data.split('\n').map((part) => `data: ${part}`), '', ''].join(end),
          )
          .join('');
        const bytes = bytesOf(text);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((place, index) => bytes.slice(places[index], place));
        expect(await readAll(pieces)).toEqual(events);
      },
    ),
  );
});
