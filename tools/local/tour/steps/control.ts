import assert from 'node:assert/strict';
import { askAndWait, connectAs, finished, newId, submit } from '../answer';
import type { StepGroup, TourContext } from '../step';
import { historyOf } from './conversation';

/** Long enough that there is time to stop it, or to lose its connection. */
const longQuestion = 'count to 600';

/** Milliseconds from the note that an answer is to stop to its end. */
const stopWithinMs = 1000;
const stopTries = 3;

/** Stops an answer under way and checks what is left of it. @returns milliseconds from the noted stop to the end */
async function stopOne(context: TourContext): Promise<number> {
  const socket = await connectAs(context, 'alice');
  const { conversationId, clientMessageId } = await submit(socket, longQuestion);
  await socket.next('delta', ({ type, clientMessageId: id }) => type === 'delta' && id === clientMessageId);
  const stop = { action: 'stop', conversationId, clientMessageId };
  await socket.ask(stop, 'stopping frame', ({ type }) => type === 'stopping');
  const notedAt = performance.now();
  const { end, text } = await finished(socket, clientMessageId);
  const ms = Math.round(performance.now() - notedAt);
  assert.equal(end.finishReason, 'stopped', JSON.stringify(end));
  assert.ok(!text.includes('600'), 'the answer was complete before it was stopped');
  assert.ok(end.usage && end.usage.outputTokens < 600, `${end.usage?.outputTokens} tokens are not less than all`);
  await socket.close();
  const [, answer] = await historyOf(context, 'alice', conversationId);
  assert.deepEqual([answer?.status, answer?.text], ['stopped', text]);
  return ms;
}

export const control: StepGroup = {
  name: 'stop and resume',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'stop ends an answer within a second, and bills what was produced',
      async run(context) {
        // The quickest of a few: a machine that is busy with something else for a moment is not the worker's doing.
        let ms = Number.POSITIVE_INFINITY;
        for (let tries = 0; tries < stopTries && ms >= stopWithinMs; tries++) ms = Math.min(ms, await stopOne(context));
        assert.ok(ms < stopWithinMs, `the quickest of ${stopTries} took ${ms} ms`);
        return `${ms} ms`;
      },
    },
    {
      name: 'resume after a lost connection gives the whole answer exactly once',
      async run(context) {
        const lost = await connectAs(context, 'alice');
        const { conversationId, clientMessageId } = await submit(lost, longQuestion);
        await lost.until('three deltas', () => lost.frames.filter(({ type }) => type === 'delta').length >= 3);
        lost.drop();
        const seen = [...lost.frames];
        const lastSeq = Math.max(...seen.map(({ seq = 0 }) => seq));
        const socket = await connectAs(context, 'alice');
        const resume = { action: 'resume', conversationId, clientMessageId, lastSeq };
        const { status } = await socket.ask(resume, 'resumed frame', ({ type }) => type === 'resumed');
        assert.equal(status, 'running', 'the answer was over before it was resumed');
        const { text, end } = await finished(socket, clientMessageId, seen);
        assert.equal(end.type, 'done', JSON.stringify(end));
        assert.match(text, /598, 599, 600/);
        assert.ok(
          socket.frames.every(({ seq }) => seq === undefined || seq > lastSeq),
          'a frame came twice',
        );
        await socket.close();
        const [, answer] = await historyOf(context, 'alice', conversationId);
        assert.equal(answer?.text, text);
        return `lost after seq ${lastSeq}, complete at seq ${end.seq}`;
      },
    },
    {
      name: 'resume of a finished answer replays it from the store',
      async run(context) {
        const first = await connectAs(context, 'alice');
        const { conversationId, clientMessageId, text } = await askAndWait(first, 'count to 40');
        await first.close();
        const socket = await connectAs(context, 'alice');
        const resume = { action: 'resume', conversationId, clientMessageId, lastSeq: 0 };
        const { status } = await socket.ask(resume, 'resumed frame', ({ type }) => type === 'resumed');
        const replayed = await finished(socket, clientMessageId);
        assert.deepEqual([status, replayed.text], ['done', text]);
        await socket.close();
        return `${replayed.deltas} deltas again`;
      },
    },
    {
      name: 'stop and resume of an unknown message are told so',
      async run(context) {
        const socket = await connectAs(context, 'bob');
        const unknown = { conversationId: newId(), clientMessageId: newId() };
        assert.equal((await socket.ask({ action: 'stop', ...unknown }, 'refusal')).code, 'turn_not_found');
        assert.equal(
          (await socket.ask({ action: 'resume', ...unknown, lastSeq: 0 }, 'refusal')).code,
          'turn_not_found',
        );
        await socket.close();
        return 'turn_not_found';
      },
    },
  ],
};
