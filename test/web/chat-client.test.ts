import type { Answer } from '../../web/client/answer';
import { Backoff } from '../../web/client/backoff';
import { ChatClient, type ConnectionState } from '../../web/client/chat-client';
import { RequestError } from '../../web/client/chat-error';
import { FakeSocket } from './fake-socket';

const ids = { conversationId: 'c', clientMessageId: 'm', messageId: 'x' };
const accepted = { type: 'accepted', ...ids };
const start = { type: 'start', ...ids, seq: 1, attempt: 1, model: 'nova-lite' };
const delta = { type: 'delta', ...ids, seq: 2, text: 'Hello' };
const done = {
  type: 'done',
  ...ids,
  seq: 3,
  finishReason: 'stop',
  model: 'nova-lite',
  usage: { inputTokens: 1, outputTokens: 1, estimated: false },
  latencyMs: { firstToken: 1, total: 1 },
};

function world(ticket: () => Promise<string> = () => Promise.resolve('tkt_1')) {
  const sockets: FakeSocket[] = [];
  const answers: Answer[] = [];
  const states: ConnectionState[] = [];
  const planned: { run: () => void; ms: number }[] = [];
  const schedule = (run: () => void, ms: number) => {
    planned.push({ run, ms });
    return () => undefined;
  };
  const client = new ChatClient({
    socketUrl: 'wss://chat.example/chat-ws',
    ticket,
    onAnswer: (answer) => answers.push(answer),
    onConnection: (state) => states.push(state),
    openSocket: (_url, protocols) => {
      const socket = new FakeSocket(protocols);
      sockets.push(socket);
      return socket;
    },
    backoff: new Backoff({ schedule, random: () => 1, tries: 3 }),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const connected = async () => {
    await settled();
    const socket = sockets.at(-1);
    if (!socket) throw new Error('no socket');
    socket.emit('open');
    return socket;
  };
  const retry = () => planned.shift()?.run();
  return { client, sockets, answers, states, planned, settled, connected, retry };
}

const send = { clientMessageId: 'm', text: 'hi' };

test('connects with a ticket when there is something to say, and says it', async () => {
  const { client, connected, answers, states } = world();
  expect(states).toEqual([]);
  client.send({ ...send, model: 'nova-micro' });
  const socket = await connected();
  expect(socket.protocols).toEqual(['chat.v1', 'tkt_1']);
  expect(socket.sent).toEqual([{ action: 'send', ...send, model: 'nova-micro' }]);
  for (const frame of [accepted, start, delta, done]) socket.emit('message', frame);
  expect(answers.at(-1)).toMatchObject({ status: 'done', text: 'Hello' });
  client.close();
});

test('asks for what it missed when the connection is lost in the middle of an answer', async () => {
  const { client, connected, answers, states, retry } = world();
  client.send(send);
  const first = await connected();
  for (const frame of [accepted, start, delta]) first.emit('message', frame);
  first.emit('close');
  expect(states.at(-1)).toBe('lost');
  retry();
  const second = await connected();
  expect(second.sent).toEqual([{ action: 'resume', conversationId: 'c', clientMessageId: 'm', lastSeq: 2 }]);
  for (const frame of [delta, done]) second.emit('message', frame);
  expect(answers.at(-1)).toMatchObject({ status: 'done', text: 'Hello' });
  client.close();
});

test('sends again what it does not know to be accepted, and then asks for what it missed', async () => {
  const { client, connected, retry } = world();
  client.send(send);
  (await connected()).emit('close');
  retry();
  const second = await connected();
  expect(second.sent).toEqual([{ action: 'send', ...send }]);
  second.emit('message', accepted);
  expect(second.sent[1]).toEqual({ action: 'resume', conversationId: 'c', clientMessageId: 'm', lastSeq: 0 });
  client.close();
});

test('a stop reaches the service when the message was accepted, also on another connection', async () => {
  const { client, connected, retry, answers } = world();
  client.send(send);
  const first = await connected();
  client.stop('m');
  expect(answers.at(-1)?.status).toBe('stopping');
  expect(first.sent).toHaveLength(1);
  first.emit('message', accepted);
  const stop = { action: 'stop', conversationId: 'c', clientMessageId: 'm' };
  expect(first.sent.at(-1)).toEqual(stop);
  first.emit('close');
  retry();
  expect((await connected()).sent.at(-1)).toEqual(stop);
  client.close();
});

test.each([
  ['an error of API Gateway itself', { message: 'Internal server error', connectionId: 'a', requestId: 'b' }],
  ['a token that ended', { type: 'error', code: 'token_expired', message: '', clientMessageId: 'm' }],
  ['an error that names no message', { type: 'error', code: 'internal_error', message: '' }],
])('makes a new connection on %s', async (_what, frame) => {
  const { client, connected, retry, states } = world();
  client.send(send);
  (await connected()).emit('message', frame);
  expect(states.at(-1)).toBe('lost');
  retry();
  expect((await connected()).sent).toEqual([{ action: 'send', ...send }]);
  client.close();
});

test('waits longer each time, gives up in the end, and starts afresh with the next message', async () => {
  const { client, settled, planned, retry, answers } = world(() =>
    Promise.reject(new RequestError('connection_lost', 'no')),
  );
  client.send(send);
  const waits: number[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    await settled();
    waits.push(...planned.map(({ ms }) => ms));
    retry();
  }
  await settled();
  expect(waits).toEqual([250, 500, 1000]);
  expect(answers.at(-1)).toMatchObject({ status: 'failed', error: { code: 'connection_lost' } });
  client.send({ ...send, clientMessageId: 'n' });
  await settled();
  expect(planned.map(({ ms }) => ms)).toEqual([250]);
  client.close();
});

test('does not try again where nobody is signed in', async () => {
  const { client, settled, planned, answers } = world(() =>
    Promise.reject(new RequestError('signed_out', 'Nobody is signed in', undefined, 401)),
  );
  client.send(send);
  await settled();
  expect(planned).toEqual([]);
  expect(answers.at(-1)).toMatchObject({ status: 'failed', error: { code: 'signed_out' } });
});

test('lets an idle connection go without making another', async () => {
  const { client, connected, planned, states } = world();
  client.send(send);
  const socket = await connected();
  for (const frame of [accepted, start, done]) socket.emit('message', frame);
  socket.emit('close');
  expect(states.at(-1)).toBe('idle');
  expect(planned).toEqual([]);
});

test('what goes with a message is part of its frame', async () => {
  const { client, connected } = world();
  client.send({ clientMessageId: 'm', text: 'look', attachments: ['a1'] });
  const socket = await connected();
  expect(socket.sent).toMatchObject([{ action: 'send', text: 'look', attachments: ['a1'] }]);
  client.close();
});
