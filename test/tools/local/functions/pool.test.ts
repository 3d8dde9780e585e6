import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { buildRuntime, nodeExecutable } from '../../../../tools/local/functions/runtime-bundle';
import { hostOf } from './host-fixture';

/** Handlers that report to a server and wait for its word, so that tests decide how long an invocation lasts. */
const waits = `import { connect } from 'node:net';
  export const handler = ({ port, id }) => new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(String(id)));
    socket.once('data', () => { socket.destroy(); resolve({ id, pid: process.pid }); });
  });`;

interface Control {
  readonly port: number;
  /** Fulfils with the socket of the invocation with that id when it has begun. */
  begun(id: number): Promise<Socket>;
  close(): void;
}

async function control(): Promise<Control> {
  const sockets = new Map<number, Socket>();
  const told = new Map<number, (socket: Socket) => void>();
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      const id = Number(data);
      sockets.set(id, socket);
      told.get(id)?.(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    begun: (id) =>
      new Promise((resolve) => {
        const socket = sockets.get(id);
        if (socket) resolve(socket);
        else told.set(id, resolve);
      }),
    close: () => {
      for (const socket of sockets.values()) socket.destroy();
      server.close();
    },
  };
}

describe('environments', () => {
  it('start when all there are have long been busy, run one invocation at a time, and are reused', async () => {
    const { port, begun, close } = await control();
    const { host, stop } = await hostOf({ waits }, {}, { limits: { busyMs: 20 } });
    const first = host.invoke('waits', { port, id: 1 });
    const one = await begun(1);
    const second = host.invoke('waits', { port, id: 2 });
    const two = await begun(2);
    one.write('go');
    two.write('go');
    const results = await Promise.all([first, second]);
    const pids = results.map((result) => (result.ok ? (result.payload as { pid: number }).pid : 0));
    expect(new Set(pids).size).toBe(2);
    const third = host.invoke('waits', { port, id: 3 });
    (await begun(3)).write('go');
    const result = await third;
    expect(pids).toContain(result.ok && (result.payload as { pid: number }).pid);
    expect(host.stats().waits).toMatchObject({ invocations: 3, coldStarts: 2, environments: 2 });
    await stop();
    close();
  });

  it('never exceed the limit: what is above it waits, and nothing is lost', async () => {
    const { port, begun, close } = await control();
    const { host, stop } = await hostOf({ waits }, {}, { limits: { busyMs: 1, environments: 2 } });
    const results = Promise.all(Array.from({ length: 8 }, (_, id) => host.invoke('waits', { port, id })));
    const sizes: (number | undefined)[] = [];
    for (let id = 0; id < 8; id++) {
      const socket = await begun(id);
      sizes.push(host.stats().waits?.environments);
      socket.write('go');
    }
    expect((await results).every(({ ok }) => ok)).toBe(true);
    expect(Math.max(...sizes.map(Number))).toBeLessThanOrEqual(2);
    await stop();
    close();
  });

  it('are bounded by reserved concurrency, and none start where it is zero', async () => {
    const { host, stop } = await hostOf({ never: 'export const handler = async () => 1;' }, { reserved: 0 });
    expect(await host.invoke('never', {})).toEqual({
      ok: false,
      errorType: 'TooManyRequestsException',
      errorMessage: 'Rate Exceeded.',
    });
    expect(host.stats().never?.coldStarts).toBe(0);
    await stop();
  });

  it('make room for another function when the machine is full', async () => {
    const simple = 'export const handler = async () => process.pid;';
    const { host, stop } = await hostOf({ waits, simple }, {}, { totalEnvironments: 2, limits: { busyMs: 1 } });
    const { port, begun, close } = await control();
    await host.invoke('simple', {});
    const running = [host.invoke('waits', { port, id: 1 }), host.invoke('waits', { port, id: 2 })];
    for (const id of [1, 2]) (await begun(id)).write('go');
    expect((await Promise.all(running)).every(({ ok }) => ok)).toBe(true);
    expect(await host.invoke('simple', {})).toMatchObject({ ok: true });
    await stop();
    close();
  });

  it('end when they were idle for long', async () => {
    const { port, begun, close } = await control();
    const source = waits.replace('socket.destroy(); resolve', 'socket.unref(); resolve');
    const { host, stop } = await hostOf({ waits: source }, {}, { limits: { idleMs: 10 } });
    const running = host.invoke('waits', { port, id: 1 });
    const socket = await begun(1);
    const ended = once(socket, 'close');
    socket.write('go');
    expect((await running).ok).toBe(true);
    await ended;
    await stop();
    close();
  });

  it('that do not get ready in time fail the invocation', async () => {
    const slow = 'await new Promise(() => setInterval(() => {}, 1000)); export const handler = async () => 1;';
    const { host, stop } = await hostOf({ slow }, {}, { limits: { initMs: 200 } });
    expect(await host.invoke('slow', {})).toEqual({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Init phase timed out after 200 ms',
    });
    await stop();
  });

  it('end after their invocation when they are recycled', async () => {
    const { port, begun, close } = await control();
    const { host, stop } = await hostOf({ waits });
    const running = host.invoke('waits', { port, id: 1 });
    const socket = await begun(1);
    await host.recycle('waits');
    const next = host.invoke('waits', { port, id: 2 });
    socket.write('go');
    (await begun(2)).write('go');
    const [first, second] = await Promise.all([running, next]);
    expect(first.ok && second.ok).toBe(true);
    expect(first.ok && (first.payload as { pid: number }).pid).not.toBe(
      second.ok && (second.payload as { pid: number }).pid,
    );
    await stop();
    close();
  });
});

describe('an asynchronous invocation', () => {
  const flaky = `let calls = 0; export const handler = async ({ failures }) => {
    if (++calls <= failures) throw new Error('not yet');
    return calls;
  };`;

  const source = { principal: 'sns.amazonaws.com', sourceArn: 'arn:aws:sns:us-east-1:000000000000:brake' };

  it('is refused where no permission lets the source invoke the function', async () => {
    const { host, stop } = await hostOf({ flaky }, {}, { mayInvoke: () => false });
    expect(await host.invokeAsync('flaky', {}, source)).toEqual({
      ok: false,
      errorType: 'AccessDeniedException',
      errorMessage: `no permission of flaky lets sns.amazonaws.com invoke it for ${source.sourceArn}`,
    });
    await stop();
  });

  it('is retried twice', async () => {
    const { host, stop } = await hostOf({ flaky }, {}, { asyncRetryMs: [1, 1] });
    expect(await host.invokeAsync('flaky', { failures: 2 }, source)).toEqual({ ok: true, payload: 3 });
    await stop();
  });

  it('is reported when it still fails', async () => {
    const problems: string[] = [];
    const report = (problem: string) => void problems.push(problem);
    const { host, stop } = await hostOf({ flaky }, {}, { asyncRetryMs: [1, 1], report });
    expect(await host.invokeAsync('flaky', { failures: 9 }, source)).toMatchObject({ ok: false });
    expect(problems).toEqual(['asynchronous invocation of flaky failed: not yet']);
    await stop();
  });
});

it('a process whose parent was killed ends by itself', async () => {
  const { port, begun, close } = await control();
  const { host, stop } = await hostOf({ waits });
  const runtime = buildRuntime();
  const taskRoot = host.configuration('waits').taskRoot();
  const invoke = {
    type: 'invoke',
    requestId: 'r',
    functionArn: 'a',
    event: JSON.stringify({ port, id: 1 }),
    traceId: '',
  };
  const script = `const child = require('node:child_process').fork(${JSON.stringify(runtime.file)}, [], {
    serialization: 'advanced', env: { LAMBDA_TASK_ROOT: ${JSON.stringify(taskRoot)}, _HANDLER: 'index.handler' } });
    child.once('message', () => child.send(${JSON.stringify(invoke)}));`;
  const parent = spawn(nodeExecutable(), ['-e', script], { stdio: 'ignore' });
  const socket = await begun(1);
  const closed = once(socket.resume(), 'close');
  parent.kill('SIGKILL');
  await closed;
  await runtime.remove();
  await stop();
  close();
});
