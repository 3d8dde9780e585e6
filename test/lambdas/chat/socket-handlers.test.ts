import './support/environment';
import { createConnect } from '../../../lambdas/chat/connect.handler';
import { createDisconnect } from '../../../lambdas/chat/disconnect.handler';
import { handler as pingHandler } from '../../../lambdas/chat/ping.handler';
import { handler as rejectHandler } from '../../../lambdas/chat/reject.handler';
import { createResume } from '../../../lambdas/chat/resume.handler';
import { connectedRoute, type SocketEvent, socketRoute } from '../../../lambdas/chat/socket-route';
import { createStop } from '../../../lambdas/chat/stop.handler';
import { type Principal, principalToContext } from '../../../lambdas/shared/domain/principal';
import { principal, type WithPrincipal } from '../../../lambdas/shared/middleware/principal';
import { capturedLogger } from '../support/captured-logger';
import { invoke } from '../support/context';
import { alice } from '../support/principals';
import { end, text } from './support/scripted-model';
import { createWorld, work } from './support/world';

const NOW = Date.UTC(2026, 0, 1);
const context = principalToContext(alice);
const event = (body?: unknown, connectionId = 'conn-1') => ({
  requestContext: { connectionId, routeKey: 'route', requestId: 'r-1', authorizer: context },
  ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});
const frameOf = async (response: Promise<unknown>): Promise<unknown> => {
  const { statusCode, body } = (await response) as { statusCode: number; body: string };
  expect(statusCode).toBe(200);
  return JSON.parse(body);
};
const { logger } = capturedLogger();
const as = (who: Principal | undefined) => ({ connections: { find: async () => who }, now: () => NOW });

describe('connect', () => {
  const added: [string, Principal, number][] = [];
  const handler = socketRoute<WithPrincipal<SocketEvent>>(logger, () => ({ statusCode: 500 }))
    .use(
      principal(
        () => NOW,
        () => ({ statusCode: 401 }),
      ),
    )
    .handler(
      createConnect({
        connections: {
          add: async (...args) => {
            if (args[0] === 'broken') throw new Error('table is away');
            added.push(args);
          },
        },
        now: () => NOW,
      }),
    );

  test('remembers the principal and chooses the protocol, not the credential beside it', async () => {
    const response = await invoke(handler, {
      ...event(),
      headers: { 'Sec-WebSocket-Protocol': 'chat.v1, secret-token' },
    });
    expect(response).toEqual({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } });
    expect(added[0]).toEqual(['conn-1', alice, NOW]);
  });

  test.each([undefined, 'other.v1, secret-token', 'chat.v10'])(
    'chooses no protocol that was not offered: %s',
    async (offer) => {
      const headers = offer === undefined ? {} : { 'sec-websocket-protocol': offer };
      expect(await invoke(handler, { ...event(), headers })).toEqual({ statusCode: 200 });
    },
  );

  test('refuses a connection that it cannot remember', async () => {
    expect(await invoke(handler, event(undefined, 'broken'))).toEqual({ statusCode: 500 });
  });

  test('refuses a principal whose credential has ended', async () => {
    const old = { ...event(), requestContext: { connectionId: 'c', authorizer: { ...context, expiresAt: '1' } } };
    expect(await invoke(handler, old)).toEqual({ statusCode: 401 });
  });
});

test('disconnect forgets the connection', async () => {
  const removed: string[] = [];
  const connections = { remove: async (id: string) => void removed.push(id) };
  expect(await invoke(socketRoute(logger).handler(createDisconnect({ connections })), event())).toEqual({
    statusCode: 200,
  });
  expect(removed).toEqual(['conn-1']);
});

test('ping is answered with pong', async () => {
  expect(await frameOf(invoke(pingHandler, event({ action: 'ping' })))).toEqual({ type: 'pong' });
});

test('what no route takes is answered with why', async () => {
  expect(await frameOf(invoke(rejectHandler, event('{oops')))).toMatchObject({ type: 'error', code: 'invalid_frame' });
  expect(await frameOf(invoke(rejectHandler, event()))).toMatchObject({ code: 'invalid_frame' });
  expect(await frameOf(invoke(rejectHandler, event({ action: 'fly', clientMessageId: 'm9' })))).toMatchObject({
    code: 'unknown_action',
    clientMessageId: 'm9',
  });
});

describe('a connected client', () => {
  const echo = (who: Principal | undefined) =>
    connectedRoute(logger, as(who)).handler(async ({ principal: { userId } }) => ({
      statusCode: 200,
      body: JSON.stringify(userId),
    }));

  test('is who opened the connection', async () => {
    expect(await frameOf(invoke(echo(alice), event()))).toBe('alice');
  });

  test('whose credential has ended, or of whom nothing is known, has to connect anew', async () => {
    const expired = { ...alice, expiresAt: NOW / 1000 };
    for (const who of [expired, undefined]) {
      const frame = await frameOf(invoke(echo(who), event({ clientMessageId: 'm1', conversationId: 'c1' })));
      expect(frame).toMatchObject({ code: 'token_expired', clientMessageId: 'm1', conversationId: 'c1' });
    }
  });

  test('gets an error frame for a fault, without its cause', async () => {
    const { logger: captured, lines } = capturedLogger();
    const broken = connectedRoute(captured, as(alice)).handler(async () => {
      throw new Error('table chat-123 is away');
    });
    const frame = await frameOf(invoke(broken, event({ action: 'send', clientMessageId: 'm1', text: 'my diary' })));
    expect(frame).toMatchObject({ type: 'error', code: 'internal_error', clientMessageId: 'm1' });
    expect(JSON.stringify(frame)).not.toContain('chat-123');
    expect(lines.join()).toContain('chat-123');
    expect(lines.join()).not.toContain('diary');
  });
});

describe('stop', () => {
  const frame = { action: 'stop', conversationId: 'c1', clientMessageId: 'm1' };
  const setUp = async (who = alice) => {
    const world = await createWorld(() => []);
    return { world, handler: connectedRoute(logger, as(who)).handler(createStop({ turns: world.turns })) };
  };

  test('notes the stop', async () => {
    const { world, handler } = await setUp();
    expect(await frameOf(invoke(handler, event(frame)))).toEqual({
      type: 'stopping',
      conversationId: 'c1',
      clientMessageId: 'm1',
      status: 'queued',
    });
    expect(await world.turn()).toMatchObject({ stopRequested: true });
  });

  test("finds no turn that is not there, and none of another user's", async () => {
    const { handler } = await setUp();
    expect(await frameOf(invoke(handler, event({ ...frame, clientMessageId: 'm2' })))).toMatchObject({
      code: 'turn_not_found',
    });
    const carol = await setUp({ ...alice, userId: 'carol' });
    expect(await frameOf(invoke(carol.handler, event(frame)))).toMatchObject({ code: 'turn_not_found' });
    expect(await carol.world.turn()).toMatchObject({ stopRequested: false });
  });

  test('refuses a frame that is none', async () => {
    const { handler } = await setUp();
    expect(await frameOf(invoke(handler, event({ action: 'stop' })))).toMatchObject({ code: 'invalid_frame' });
  });
});

describe('resume', () => {
  const frame = { action: 'resume', conversationId: 'c1', clientMessageId: 'm1', lastSeq: 0 };
  const setUp = async (who = alice) => {
    const world = await createWorld(() => [text('the whole '), { wait: 200 }, text('answer'), end()]);
    const { turns, conversations, sockets } = world;
    const route = connectedRoute(logger, as(who));
    return {
      world,
      handler: route.handler(createResume({ turns, conversations, send: (...args) => sockets.send(...args) })),
    };
  };

  test('directs the frames of a running answer to this connection', async () => {
    const { world, handler } = await setUp();
    const resumed = await frameOf(invoke(handler, event({ ...frame, lastSeq: 7 }, 'conn-2')));
    expect(resumed).toEqual({
      type: 'resumed',
      conversationId: 'c1',
      clientMessageId: 'm1',
      messageId: '01A',
      status: 'queued',
    });
    expect(await world.turn()).toMatchObject({ connectionId: 'conn-2', resumeFrom: 7, resumes: 1 });
  });

  test('sends what is missing of a finished answer', async () => {
    const { world, handler } = await setUp();
    await world.clock.run(world.worker().answer(work, new AbortController().signal));
    const { frames } = world.client;
    const seen = frames.length;
    expect(await frameOf(invoke(handler, event({ ...frame, lastSeq: 2 })))).toMatchObject({
      type: 'resumed',
      status: 'done',
    });
    expect(frames.slice(seen)).toEqual(frames.slice(2, seen));
  });

  test('stops sending to a client that is gone again', async () => {
    const { world, handler } = await setUp();
    await world.clock.run(world.worker().answer(work, new AbortController().signal));
    const send = jest.spyOn(world.sockets, 'send');
    expect(await frameOf(invoke(handler, event(frame, 'nobody')))).toMatchObject({ type: 'resumed', status: 'done' });
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("finds nothing of another user's", async () => {
    const { handler } = await setUp({ ...alice, userId: 'carol' });
    expect(await frameOf(invoke(handler, event(frame)))).toMatchObject({ type: 'error', code: 'turn_not_found' });
  });
});

test.each(['connect', 'disconnect', 'send', 'stop', 'resume', 'ping', 'reject', 'generate'])(
  '%s.handler is wired from its environment',
  async (verb) => {
    const module: { handler?: unknown } = await import(`../../../lambdas/chat/${verb}.handler`);
    expect(typeof module.handler).toBe('function');
  },
);
