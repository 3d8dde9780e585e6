import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FunctionHost } from '../../../../tools/local/functions';
import { hostOf } from './host-fixture';

const sources = {
  echo: `let count = 0;
    export const handler = async (event, context) => ({ event, count: ++count, pid: process.pid, name: context.functionName,
      arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis(), env: process.env, cwd: process.cwd() });`,
  nothing: 'export const handler = async () => {};',
  fails: `export const handler = async (event) => {
    if (event.text) throw event.text;
    throw Object.assign(new Error('no such order'), { name: 'NotFound' });
  };`,
  exits: 'export const handler = async ({ code }) => process.exit(code);',
  hangs: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));',
  large: `export const handler = async () => 'x'.repeat(7 * 1024 * 1024);`,
  broken: `throw new RangeError('at import'); export const handler = async () => 1;`,
  unnamed: 'export const other = 1;',
  logs: `export const handler = async () => { console.log('first'); console.error('second'); process.stdout.write('no newline'); process.exit(0); };`,
};

let host: FunctionHost;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ host, stop } = await hostOf(sources, { timeoutMs: 1_000 }));
});
afterAll(() => stop());

interface Echo {
  readonly event: unknown;
  readonly count: number;
  readonly pid: number;
  readonly name: string;
  readonly arn: string;
  readonly left: number;
  readonly env: Record<string, string>;
}

async function echo(functionRef: string, event: unknown = {}): Promise<Echo> {
  const result = await host.invoke(functionRef, event);
  if (!result.ok) throw new Error(result.errorMessage);
  return result.payload as Echo;
}

describe('invoke', () => {
  it('gives what the handler returned, and reuses the environment', async () => {
    const first = await echo('echo', { a: [1, 'ü'], gone: undefined });
    const second = await echo('echo');
    expect(first.event).toEqual({ a: [1, 'ü'] });
    expect(second).toMatchObject({ pid: first.pid, count: first.count + 1 });
    expect(first.left).toBeGreaterThan(0);
    expect(first.left).toBeLessThanOrEqual(1_000);
  });

  it('gives null for a handler that returns nothing', async () => {
    expect(await host.invoke('nothing', {})).toEqual({ ok: true, payload: null });
  });

  it.each([
    ['echo', ''],
    ['echo:live', ':live'],
    ['arn:aws:lambda:us-east-1:000000000000:function:echo', ''],
    ['arn:aws:lambda:us-east-1:000000000000:function:echo:7', ':7'],
  ])('takes %s for the function', async (functionRef, qualifier) => {
    const { name, arn } = await echo(functionRef);
    expect({ name, arn }).toEqual({
      name: 'echo',
      arn: `arn:aws:lambda:us-east-1:000000000000:function:echo${qualifier}`,
    });
  });

  it('names a function that is not there', async () => {
    expect(() => host.invoke('absent', {})).toThrow('no function absent in the assembly');
  });

  it('gives the environment that Lambda gives, the function its own access key, and nothing of this process', async () => {
    process.env.ONLY_HERE = 'yes';
    await host.recycle('echo');
    const { env } = await echo('echo');
    expect(env).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'key-of-echo',
      _HANDLER: 'index.handler',
    });
    expect(env).not.toHaveProperty('ONLY_HERE');
    expect(env._X_AMZN_TRACE_ID).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/);
  });
});

describe('a failure', () => {
  it('has the name and message of what was thrown', async () => {
    expect(await host.invoke('fails', {})).toEqual({ ok: false, errorType: 'NotFound', errorMessage: 'no such order' });
    expect(await host.invoke('fails', { text: 'bare' })).toEqual({
      ok: false,
      errorType: 'string',
      errorMessage: 'bare',
    });
  });

  it('of the process replaces it', async () => {
    const result = await host.invoke('exits', { code: 3 });
    expect(result).toEqual({
      ok: false,
      errorType: 'Runtime.ExitError',
      errorMessage: 'Runtime exited with error: exit status 3',
    });
    expect(await host.invoke('exits', { code: 4 })).toMatchObject({
      errorMessage: expect.stringContaining('status 4'),
    });
  });

  it('by time ends the process', async () => {
    const result = await host.invoke('hangs', {});
    expect(result).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    expect(result).toMatchObject({ errorMessage: expect.stringMatching(/Error: Task timed out after 1\.00 seconds$/) });
    expect(host.stats().hangs).toMatchObject({ invocations: 1, errors: 1, environments: 0 });
  });

  it('of loading the bundle fails the invocation, and the next one tries again', async () => {
    const failed = { ok: false, errorType: 'RangeError', errorMessage: 'at import' };
    expect(await host.invoke('broken', {})).toEqual(failed);
    expect(await host.invoke('broken', {})).toEqual(failed);
    expect(host.stats().broken?.coldStarts).toBe(2);
  });

  it('to find the handler says so', async () => {
    expect(await host.invoke('unnamed', {})).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });

  it('by size is the one Lambda has', async () => {
    expect(await host.invoke('large', {})).toMatchObject({ ok: false, errorType: 'Function.ResponseSizeTooLarge' });
  });
});

it('keeps what a function writes, line by line', async () => {
  await host.invoke('logs', {});
  expect([...host.logs('logs')].sort()).toEqual(['first', 'no newline', 'second']);
});

describe('killEnvironments', () => {
  it('fails what is under way as a runtime exit, and the next invocation starts cold', async () => {
    const before = await echo('echo');
    const hanging = host.invoke('hangs', {});
    await host.warm('hangs');
    await host.killEnvironments();
    expect(await hanging).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    const after = await echo('echo');
    expect(after.pid).not.toBe(before.pid);
    expect(after.count).toBe(1);
  });
});

it('leaves no process behind when it stops', async () => {
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as { port: number };
  const source = `import { connect } from 'node:net';
    export const handler = ({ port }) => new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(process.pid));
      socket.unref();
    });`;
  const own = await hostOf({ connected: source });
  const accepted = once(listening, 'connection');
  await own.host.invoke('connected', { port });
  const [socket] = (await accepted) as [NodeJS.ReadableStream & { once(event: 'close', tell: () => void): void }];
  socket.resume();
  const closed = once(socket, 'close');
  await own.stop();
  await closed;
  listening.close();
  expect(own.host.stats().connected?.environments).toBe(0);
});
