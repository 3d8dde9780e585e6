import { chatConfiguration } from '../../lib/designs/chat/settings';
import { connectAs, finished, type newId, submit } from '../../tools/local/tour/answer';
import type { ChatSocket } from '../../tools/local/tour/chat-socket';
import { contextOf } from '../../tools/local/tour/tour';
import { laptopOfFile } from './laptop-of-file';
import { operatorOf } from './support/senders';

const started = laptopOfFile();
const patienceMs = 240_000;

const { free } = chatConfiguration.presets.dev.generations;
const freeAtOnce = 'maxConcurrency' in free ? free.maxConcurrency : Number.POSITIVE_INFINITY;
/** Messages of free senders that wait at a time, beside those that are answered. */
const WAITING = 20;
const SAMPLES = 8;
const ROUNDS = 3;

const isOf = (id: ReturnType<typeof newId>, type: string) => (frame: { type: string; clientMessageId?: string }) =>
  frame.type === type && frame.clientMessageId === id;

/** Milliseconds from sending to the first word, of answers one after another. */
async function firstWords(socket: ChatSocket): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < SAMPLES; index += 1) {
    const from = performance.now();
    const { clientMessageId } = await submit(socket, 'hello');
    await socket.next('delta', isOf(clientMessageId, 'delta'));
    samples.push(performance.now() - from);
    await finished(socket, clientMessageId);
  }
  return samples;
}

const median = (samples: readonly number[]) => samples.toSorted((one, other) => one - other)[samples.length >> 1] ?? 0;

/** Fills the queue of the free tier with long answers, and stops them all in the end. */
async function whileSaturated<T>(socket: ChatSocket, run: () => Promise<T>): Promise<{ result: T; begun: number }> {
  const sent = await Promise.all(
    Array.from({ length: WAITING + freeAtOnce }, () => submit(socket, 'count to 1000 [[slow]]')),
  );
  const ids = new Set(sent.map(({ clientMessageId }) => clientMessageId));
  const begun = () =>
    socket.frames.filter(({ type, clientMessageId = '' }) => type === 'delta' && ids.has(clientMessageId));
  const answering = () => new Set(begun().map(({ clientMessageId }) => clientMessageId)).size;
  await socket.until('free answers under way', () => answering() >= freeAtOnce);
  const result = await run();
  const count = answering();
  for (const { clientMessageId, conversationId } of sent)
    socket.send({ action: 'stop', clientMessageId, conversationId });
  await Promise.all(sent.map(({ clientMessageId }) => finished(socket, clientMessageId)));
  return { result, begun: count };
}

test(
  'a paid sender waits no longer for the first word while free senders saturate their queue',
  async () => {
    const context = contextOf(started(), AbortSignal.timeout(patienceMs));
    await operatorOf(started()).setLimits({});
    const [paidSocket, freeSocket] = [
      await connectAs(context, 'alice', patienceMs),
      await connectAs(context, 'bob', patienceMs),
    ];
    // Processes for both tiers are there before anything is measured.
    await whileSaturated(freeSocket, () => firstWords(paidSocket));

    const alone: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(...(await firstWords(paidSocket)));
      const { result, begun } = await whileSaturated(freeSocket, () => firstWords(paidSocket));
      beside.push(...result);
      // All the while the free tier answered as many as it may, and the others waited.
      expect(begun).toBe(freeAtOnce);
    }
    const [unloaded, loaded] = [median(alone), median(beside)];
    process.stderr.write(`first word: ${unloaded.toFixed(0)} ms alone, ${loaded.toFixed(0)} ms beside free senders\n`);
    // Behind them it would be the better part of a minute. What is left is two busy processes on the same cores.
    expect(loaded).toBeLessThan(2 * unloaded + 50);
    await paidSocket.close();
    await freeSocket.close();
  },
  patienceMs,
);
