import './support/environment';
import fc from 'fast-check';
import { ModelError } from '../../../lambdas/chat/domain/errors';
import { framesAfter } from '../../../lambdas/chat/domain/replay';
import { calculator } from '../../../lambdas/chat/domain/tools/calculator';
import { createResume } from '../../../lambdas/chat/resume.handler';
import { Client } from './support/client';
import { end, type Step, text, toolUse, usage } from './support/scripted-model';
import { createWorld, type Death, reservation, work } from './support/world';

const never = new AbortController().signal;
/** A script whose text tells the attempt, so that a mixture of two attempts shows. */
const speech = (attempt: number): Step[] => [
  ...Array.from({ length: 12 }, (_, index) => [text(`a${attempt}w${index} `), { wait: 100 }]).flat(),
  end(),
  usage(20, 12),
];

test('streams the answer, stores it once and reports it', async () => {
  const world = await createWorld(speech);
  await expect(world.clock.run(world.worker().answer(work, never))).resolves.toBe('ended');

  const [answer] = world.answers();
  expect(answer?.text).toBe(Array.from({ length: 12 }, (_, index) => `a1w${index} `).join(''));
  expect(world.client.text).toBe(answer?.text);
  expect(world.client.ends).toMatchObject([
    {
      type: 'done',
      finishReason: 'stop',
      model: 'small',
      usage: { inputTokens: 20, outputTokens: 12, estimated: false },
    },
  ]);
  expect(world.client.frames[0]).toMatchObject({ type: 'start', seq: 1, attempt: 1 });
  expect(await world.turn()).toMatchObject({ status: 'done', attempt: 1 });
  expect(world.reports).toMatchObject([
    { transport: 'websocket', model: 'small', principal: { userId: 'alice', org: 'acme' } },
  ]);
});

test('the model is told what its user wishes, beside the conversation', async () => {
  const world = await createWorld(speech, {}, [], { keepText: true, instructions: 'Answer in Latin.' });
  await world.clock.run(world.worker().answer(work, never));
  const [request] = world.model.requests;
  expect(request?.system).toContain('Answer in Latin.');
  expect(request?.messages).toEqual([{ role: 'user', text: 'What is it?' }]);
  // Rules of the stage hold for it as for what is said.
  expect(request?.said).toEqual(['What is it?', 'Answer in Latin.']);
});

test('what a model says without a pause, and last, is in the answer', async () => {
  const world = await createWorld(() => [text('one '), text('two '), text('three'), end()]);
  await world.clock.run(world.worker().answer(work, never));
  expect(world.answers()).toMatchObject([{ text: 'one two three' }]);
  expect(world.client.text).toBe('one two three');
});

test('an answer that was stored is not generated again', async () => {
  const world = await createWorld(speech);
  const { addAnswer } = world.conversations;
  world.conversations.addAnswer = async (answer) => {
    await addAnswer(answer);
    throw new Error('timed out');
  };
  await expect(world.clock.run(world.worker().answer(work, never))).rejects.toThrow('timed out');
  await expect(world.clock.run(world.worker().answer(work, never))).resolves.toBe('ended');
  expect(world.model.requests).toHaveLength(1);
  expect(world.client.ends).toMatchObject([{ finishReason: 'stop' }]);
  expect(world.client.text).toBe(world.answers()[0]?.text);
});

test('delivered again after its end, it sends the frames again and changes nothing', async () => {
  const world = await createWorld(speech);
  await world.clock.run(world.worker().answer(work, never));
  const before = { answers: structuredClone(world.answers()), text: world.client.text, turn: await world.turn() };
  await expect(world.clock.run(world.worker().answer(work, never))).resolves.toBe('ended');
  expect({ answers: world.answers(), text: world.client.text, turn: await world.turn() }).toEqual(before);
  expect(world.client.ends).toHaveLength(1);
  expect(world.model.requests).toHaveLength(1);
  expect(world.reports).toHaveLength(1);
});

test('sent again after its end, the answer comes whole on the connection that asked', async () => {
  const world = await createWorld(speech);
  await world.clock.run(world.worker().answer(work, never));
  const reloaded = new Client();
  world.sockets.open.set('conn-2', reloaded);
  await world.clock.run(world.worker().answer({ ...work, resendTo: 'conn-2' }, never));
  expect(reloaded.frames).toEqual(world.client.frames);
  expect(world.model.requests).toHaveLength(1);
});

test('a stop ends the generation within a second and keeps what was produced', async () => {
  const world = await createWorld(() => [
    text('one '),
    { wait: 300 },
    text('two '),
    { wait: 60_000 },
    text('never'),
    end(),
  ]);
  const started = world.clock.now();
  const answering = world.worker().answer(work, never);
  world.clock.sleep(400).then(() => world.turns.requestStop(work));
  await world.clock.run(answering);
  expect(world.clock.now() - started).toBeLessThan(400 + 1000);
  expect(world.answers()).toMatchObject([
    { text: 'one two ', outcome: { status: 'stopped', usage: { estimated: true } } },
  ]);
  expect(world.client.ends).toMatchObject([{ type: 'done', finishReason: 'stopped' }]);
  expect(await world.turn()).toMatchObject({ status: 'stopped' });
});

test('stopped while it waited in the queue, it asks no model', async () => {
  const world = await createWorld(speech, { stopRequested: true });
  await world.clock.run(world.worker().answer(work, never));
  expect(world.model.requests).toHaveLength(0);
  expect(world.client.ends).toMatchObject([{ finishReason: 'stopped', usage: { inputTokens: 0, outputTokens: 0 } }]);
});

test('a client that is gone does not lose the answer, and gets the rest on its next connection', async () => {
  const world = await createWorld(speech);
  const resume = createResume({ turns: world.turns, conversations: world.conversations, send: world.sockets.send });
  const answering = world.worker().answer(work, never);
  world.clock.sleep(250).then(() => world.sockets.open.delete('conn-1'));
  world.clock.sleep(700).then(async () => {
    world.sockets.open.set('conn-2', world.client);
    await resume(resumeEvent('conn-2', world.client.lastSeq));
  });
  await world.clock.run(answering);
  expect(world.client.text).toBe(world.answers()[0]?.text);
  const seqs = world.client.frames.flatMap((frame) => ('seq' in frame ? [frame.seq] : []));
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
});

test('a resume that comes while the answer is stored is served as the turn ends', async () => {
  const world = await createWorld(() => [text('quick'), end()]);
  const addAnswer = world.conversations.addAnswer;
  const late = new Client();
  world.conversations.addAnswer = async (answer) => {
    world.sockets.open.set('conn-2', late);
    await world.turns.redirect(work, 'conn-2', 0);
    return addAnswer(answer);
  };
  await world.clock.run(world.worker().answer(work, never));
  expect(late.text).toBe('quick');
  expect(late.ends).toHaveLength(1);
});

test('an answer that no item can hold is cut, stored and billed as what it is', async () => {
  const world = await createWorld(() => [
    ...Array.from({ length: 200 }, () => [text('€'.repeat(1000)), { wait: 10 }]).flat(),
    end(),
  ]);
  await expect(world.clock.run(world.worker().answer(work, never))).resolves.toBe('ended');
  const [answer] = world.answers();
  expect(answer).toMatchObject({ outcome: { status: 'done', finishReason: 'length' } });
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeGreaterThan(350 * 1024);
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(390 * 1024);
  expect(world.client.text).toBe(answer?.text);
});

test.each([
  { code: 'model_throttled', retryAfterMs: 5000 },
  { code: 'model_unavailable', retryAfterMs: 2000 },
] as const)('a model that refuses ($code) fails the turn, and says when to try again', async (expected) => {
  const error = new ModelError(expected.code, 'not now', expected.retryAfterMs);
  const world = await createWorld(() => [text('half '), { fail: error }]);
  await expect(world.clock.run(world.worker().answer(work, never))).resolves.toBe('ended');
  expect(world.client.ends).toMatchObject([{ type: 'error', ...expected }]);
  expect(world.answers()).toMatchObject([{ text: 'half ', outcome: { status: 'failed', error: expected } }]);
  expect(await world.turn()).toMatchObject({ status: 'failed' });
});

test('the cost brake fails the turn without asking the model', async () => {
  const world = await createWorld(speech);
  world.refusal.value = { code: 'budget_exhausted', message: 'used up' };
  await world.clock.run(world.worker().answer(work, never));
  expect(world.model.requests).toHaveLength(0);
  expect(world.client.ends).toMatchObject([{ type: 'error', code: 'budget_exhausted' }]);
  expect(await world.turn()).toMatchObject({ status: 'failed' });
});

test('a model that the stage no longer has fails the turn', async () => {
  const world = await createWorld(speech, { model: 'gone' });
  await world.clock.run(world.worker().answer(work, never));
  expect(world.client.ends).toMatchObject([{ type: 'error', code: 'model_not_found' }]);
});

test('a message whose turn was deleted is answered by nobody, and what was reserved for it is settled as nothing', async () => {
  const world = await createWorld(speech);
  world.turns.all.clear();
  const held = { org: 'acme', tier: 'paid' as const, reservation };
  await expect(world.clock.run(world.worker().answer({ ...work, held }, never))).resolves.toBe('ended');
  expect(world.settlements).toEqual([
    {
      spender: { userId: 'alice', org: 'acme', tier: 'paid' },
      ...{ messageId: work.messageId, model: 'small', transport: 'websocket', reservation },
      figures: { usage: { inputTokens: 0, outputTokens: 0, estimated: false } },
    },
  ]);
  expect([world.model.requests, world.answers(), world.errors]).toEqual([[], [], []]);
});

test('a fault leaves the turn to the next delivery; giving up ends it and tells the client', async () => {
  const world = await createWorld(() => [text('a '), { fail: new Error('no permission') }]);
  await expect(world.clock.run(world.worker().answer(work, never))).rejects.toThrow('no permission');
  expect(await world.turn()).toMatchObject({ status: 'running', attempt: 1 });
  await world.clock.run(world.worker().giveUp(work));
  expect(world.client.ends).toMatchObject([{ type: 'error', code: 'internal_error' }]);
  expect(await world.turn()).toMatchObject({ status: 'failed' });
  expect(world.answers()).toHaveLength(1);
});

test('a fault ends the invocation only when no frame is on its way', async () => {
  const world = await createWorld(() => [text('a '), { fail: new Error('no permission') }]);
  const send = world.sockets.send;
  let underWay = 0;
  world.sockets.send = async (...args) => {
    underWay += 1;
    await world.clock.sleep(1000);
    underWay -= 1;
    return send(...args);
  };
  await expect(world.clock.run(world.worker().answer(work, never))).rejects.toThrow('no permission');
  expect(underWay).toBe(0);
});

const deaths = fc.array(fc.record({ atCall: fc.integer({ min: 1, max: 30 }), afterEffect: fc.boolean() }), {
  maxLength: 3,
});
const absences = fc.record({ from: fc.integer({ min: 0, max: 2000 }), for: fc.integer({ min: 0, max: 2000 }) });

test('wherever workers die and whenever the client is away: one answer, whole, once', async () => {
  await fc.assert(
    fc.asyncProperty(deaths, absences, async (sequence, away) => {
      const world = await createWorld(speech);
      const resume = createResume({ turns: world.turns, conversations: world.conversations, send: world.sockets.send });
      world.clock.sleep(away.from).then(() => world.sockets.open.delete('conn-1'));
      const back = world.clock.sleep(away.from + away.for).then(async () => {
        world.sockets.open.set('conn-2', world.client);
        await resume(resumeEvent('conn-2', world.client.lastSeq));
      });
      for (const death of sequence) await world.clock.run(deliver(world, death));
      await world.clock.run(world.worker().answer(work, never));
      await world.clock.run(back);
      await world.clock.run(world.worker().answer(work, never));

      expect(world.answers()).toHaveLength(1);
      expect(world.client.text).toBe(world.answers()[0]?.text);
      expect(world.client.ends).toMatchObject([{ type: 'done', finishReason: 'stop' }]);
      expect(await world.turn()).toMatchObject({ status: 'done' });
      expect(world.reports.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

test('given up, a turn ends whatever its workers left behind, and the client is told', async () => {
  await fc.assert(
    fc.asyncProperty(deaths, async (sequence) => {
      const world = await createWorld(speech);
      for (const death of sequence) await world.clock.run(deliver(world, death));
      await world.clock.run(world.worker().giveUp(work));

      const [answer] = world.answers();
      expect(world.answers()).toHaveLength(1);
      expect(await world.turn()).toMatchObject({ status: answer?.outcome.status });
      expect(world.client.text).toBe(answer?.text);
      const end = answer?.outcome.status === 'failed' ? { code: 'internal_error' } : { finishReason: 'stop' };
      expect(world.client.ends).toMatchObject([end]);
      expect(world.model.requests.length).toBeLessThanOrEqual(sequence.length);
    }),
    { numRuns: 200 },
  );
});

test('two workers on one message: one answer, and the client ends with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1500 }), async (lateBy) => {
      const world = await createWorld(speech);
      const first = world.worker().answer(work, never);
      const second = world.clock.sleep(lateBy).then(() => world.worker().answer(work, never));
      const results = await world.clock.run(Promise.all([first, second]));
      expect(results).toContain('ended');
      expect(world.answers()).toHaveLength(1);
      expect(world.client.text).toBe(world.answers()[0]?.text);
      // A worker that was overtaken leaves no half answer.
      expect(world.client.ends).toMatchObject([{ finishReason: 'stop' }]);
      expect(world.reports).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
});

function resumeEvent(connectionId: string, lastSeq: number) {
  const { userId, conversationId, clientMessageId } = work;
  const principal = {
    userId,
    org: 'acme',
    groups: [],
    tier: 'paid',
    clearance: 0,
    scopes: [],
    credential: 'jwt',
    expiresAt: 9e9,
  } as const;
  const body = JSON.stringify({ action: 'resume', conversationId, clientMessageId, lastSeq });
  return { requestContext: { connectionId }, body, principal: { ...principal, groups: [], scopes: [] } };
}

async function deliver(world: Awaited<ReturnType<typeof createWorld>>, death: Death): Promise<void> {
  const { worker, died } = world.mortal(death);
  await Promise.race([worker.answer(work, never), died]);
}

test('a tool that was called has a frame in its place, sent again by a resume', async () => {
  const rounds: Step[][] = [
    [text('Let me see.'), toolUse('t1', 'calculator', { expression: '6 * 7' }), end('toolUse')],
    [text('42'), end()],
  ];
  const world = await createWorld((round) => rounds[round - 1] ?? [], {}, [calculator]);
  await world.clock.run(world.worker().answer(work, never));
  const frames = world.client.frames.map((frame) => frame.type);
  expect(frames).toEqual(['start', 'delta', 'tool', 'delta', 'done']);
  expect(world.client.frames[2]).toMatchObject({ toolUseId: 't1', name: 'calculator' });
  const [answer] = world.answers();
  expect(answer && framesAfter(answer, 0)).toEqual(world.client.frames);
});

test('the model is shown what went with the message, and the rules hold for its text too', async () => {
  const world = await createWorld(() => [text('I see'), end()]);
  world.takes('document');
  const bytes = Buffer.from('a secret');
  const attachment = { name: 'n', contentType: 'text/plain' as const, size: 8, tokens: 800, etag: '"1"' };
  const attachments = ['a', 'gone'].map((id) => ({ ...attachment, id }));
  const message = [...world.conversations.messages.values()][0];
  if (message) Object.assign(message, { attachments });
  world.uploads.set('a', { bytes, etag: '"1"' });
  await world.clock.run(world.worker().answer(work, never));
  const [request] = world.model.requests;
  expect(request?.messages).toMatchObject([{ attachments: [{ id: 'a', bytes }] }]);
  expect(request?.messages[0]?.text).toMatch(/^What is it\?.*is not shown/s);
  expect(request?.said).toContain('a secret');
});
