import { Backoff } from '../../web/client/backoff';
import { RequestError } from '../../web/client/chat-error';
import { LiveClient, type Watched } from '../../web/client/live-client';
import { FakeSocket } from './fake-socket';

function world(credential: () => Promise<string> = () => Promise.resolve('tkt')) {
  const sockets: FakeSocket[] = [];
  const states: string[] = [];
  const retries: (() => void)[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const clock = { at: 0 };
  const plan = (run: () => void) => {
    retries.push(run);
    return () => undefined;
  };
  const client = new LiveClient({
    socketUrl: 'wss://live.example/streaming-live',
    credential,
    onConnection: (state, code) => states.push(code === undefined ? state : `${state} ${code}`),
    openSocket: (_url, protocols) => {
      const socket = new FakeSocket(protocols);
      sockets.push(socket);
      return socket;
    },
    backoff: new Backoff({ schedule: plan, random: () => 1 }),
    elapsed: () => clock.at,
    schedule: (run, ms) => {
      timers.push({ run, ms });
      return () => undefined;
    },
  });
  const seen: Watched[] = [];
  const watch = (topic: string) => client.watch(topic, (watched) => seen.push(watched));
  const connected = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    const socket = sockets.at(-1);
    if (!socket) throw new Error('no socket');
    socket.emit('open');
    return socket;
  };
  const cursors = () => seen.map((watched) => ('view' in watched ? watched.view.cursor : watched.refused.code));
  return { client, sockets, states, retries, timers, clock, watch, connected, cursors };
}

const view = (topic: string, seq: number, cursor: string) => ({
  ...{ type: 'view', topic, seq, cursor, at: '2026-01-01T00:00:00Z' },
  data: { seconds: [] },
});

test('connects when there is something to watch, and tells each view once', async () => {
  const { client, states, watch, connected, cursors } = world();
  expect(states).toEqual([]);
  watch('throughput');
  const socket = await connected();
  expect(socket.protocols).toEqual(['live.v1', 'tkt']);
  expect(socket.sent).toEqual([{ action: 'subscribe', topics: ['throughput'], resume: {} }]);
  for (const frame of [view('throughput', 1, 'a'), view('throughput', 1, 'a'), view('throughput', 2, 'b')])
    socket.emit('message', frame);
  socket.emit('message', view('of nobody', 1, 'x'));
  expect(cursors()).toEqual(['a', 'b']);
  client.close();
});

test('acknowledges at once and then every two seconds, with all that came in between', async () => {
  const { client, watch, connected, timers, clock } = world();
  watch('throughput');
  watch('verdicts');
  const socket = await connected();
  const acks = () => socket.sent.filter(({ action }) => action === 'ack').map(({ seen }) => seen);
  socket.emit('message', view('throughput', 1, 'a'));
  expect(acks()).toEqual([{ throughput: { seq: 1, cursor: 'a' } }]);
  clock.at = 500;
  for (const frame of [view('throughput', 2, 'b'), view('verdicts', 7, 'v'), view('throughput', 3, 'c')])
    socket.emit('message', frame);
  expect(acks()).toHaveLength(1);
  expect(timers.map(({ ms }) => ms)).toEqual([1_500]);
  clock.at = 2_000;
  timers[0]?.run();
  expect(acks()[1]).toEqual({ throughput: { seq: 3, cursor: 'c' }, verdicts: { seq: 7, cursor: 'v' } });
  client.close();
});

test.each(['slow_consumer', 'token_expired'])(
  'after %s it resumes on a new connection from what it has seen',
  async (code) => {
    const credentials = ['first', 'second'];
    const { client, states, retries, watch, connected, cursors } = world(() =>
      Promise.resolve(credentials.shift() ?? ''),
    );
    watch('throughput');
    watch('verdicts');
    const first = await connected();
    first.emit('message', view('throughput', 5, 'a'));
    first.emit('message', { type: 'error', code, message: 'over', resume: {} });
    first.emit('close');
    expect(states.at(-1)).toBe(`lost ${code}`);
    expect(retries).toHaveLength(1);
    retries[0]?.();
    const second = await connected();
    expect(second.protocols).toEqual(['live.v1', 'second']);
    expect(second.sent).toEqual([
      { action: 'subscribe', topics: ['throughput', 'verdicts'], resume: { throughput: 'a' } },
    ]);
    // What was seen comes again under a number of the new connection: it is acknowledged, and is no news.
    second.emit('message', view('throughput', 1, 'a'));
    second.emit('message', view('throughput', 2, 'b'));
    expect(cursors()).toEqual(['a', 'b']);
    expect(second.sent).toContainEqual({ action: 'ack', seen: { throughput: { seq: 1, cursor: 'a' } } });
    first.emit('message', view('throughput', 9, 'late'));
    expect(cursors()).toEqual(['a', 'b']);
    client.close();
  },
);

test('a lost connection is tried again and again, or at once when somebody asks', async () => {
  let isThere = false;
  const { client, states, retries, watch, connected } = world(() =>
    isThere ? Promise.resolve('tkt') : Promise.reject(new RequestError('connection_lost', 'no')),
  );
  watch('throughput');
  await new Promise((resolve) => setImmediate(resolve));
  expect(states).toEqual(['connecting', 'lost connection_lost']);
  expect(retries).toHaveLength(1);
  isThere = true;
  client.reconnect();
  await connected();
  expect(states.at(-1)).toBe('open');
  client.close();
  expect(states.at(-1)).toBe('idle');
});

test('a credential that is refused is not tried again by itself', async () => {
  const { client, states, retries, watch } = world(() =>
    Promise.reject(new RequestError('signed_out', 'no', undefined, 401)),
  );
  watch('throughput');
  await new Promise((resolve) => setImmediate(resolve));
  expect([states.at(-1), retries.length]).toEqual(['idle signed_out', 0]);
  client.close();
});

test('what is watched later is asked for, what nobody watches any more is not, and others see what is there at once', async () => {
  const { client, watch, connected, cursors } = world();
  const stop = watch('throughput');
  const socket = await connected();
  socket.emit('message', view('throughput', 1, 'a'));
  const stopOther = watch('throughput');
  expect(cursors()).toEqual(['a', 'a']);
  stop();
  watch('verdicts');
  expect(socket.sent.at(-1)).toEqual({ action: 'subscribe', topics: ['verdicts'] });
  stopOther();
  expect(socket.sent.at(-1)).toEqual({ action: 'unsubscribe', topics: ['throughput'] });
  socket.emit('message', { type: 'message', message: 'Internal server error' });
  const refused = [{ topic: 'verdicts', code: 'forbidden_topic', message: 'no' }];
  socket.emit('message', { type: 'subscribed', topics: [], refused });
  expect(cursors()).toEqual(['a', 'a', 'forbidden_topic']);
  client.close();
});
