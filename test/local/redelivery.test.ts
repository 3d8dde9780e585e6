import { assemble, connectAs, submit } from '../../tools/local/tour/answer';
import { historyOf } from '../../tools/local/tour/steps/conversation';
import { contextOf } from '../../tools/local/tour/tour';
import { laptopOfFile } from './laptop-of-file';

const started = laptopOfFile();

test('a worker killed in the middle of an answer: delivered again, one answer in history, frames that sort', async () => {
  const laptop = started();
  const context = contextOf(laptop, AbortSignal.timeout(100_000));
  const source = laptop.core.eventSourceStats().find(({ sourceArn }) => /Paid/.test(sourceArn));
  const socket = await connectAs(context, 'alice', 90_000);
  const { conversationId, clientMessageId } = await submit(socket, 'count to 200');
  await socket.until('three deltas', () => socket.frames.filter(({ type }) => type === 'delta').length >= 3);
  await laptop.core.functions.killEnvironments(source?.functionName);
  const firstAttempt = [...socket.frames];
  expect(firstAttempt.some(({ type }) => type === 'done')).toBe(false);

  // The worker had hidden its message for 30 seconds; then it is delivered to another one.
  const end = await socket.next('done frame', ({ type }) => type === 'done');
  const starts = socket.frames.filter(({ type }) => type === 'start').map(({ attempt }) => attempt);
  expect(starts).toEqual([1, 2]);
  const seqs = socket.frames.flatMap(({ seq }) => seq ?? []);
  expect(seqs).toEqual([...new Set(seqs)].sort((left, right) => left - right));

  const { text } = assemble(socket.frames, clientMessageId, end);
  expect(text).toMatch(/198, 199, 200/);
  const messages = await historyOf(context, 'alice', conversationId);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  expect(messages[1]?.text).toBe(text);
  await socket.close();
}, 100_000);
