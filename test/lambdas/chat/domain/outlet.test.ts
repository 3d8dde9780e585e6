import fc from 'fast-check';
import type { ServerFrame } from '../../../../lambdas/chat/domain/frames';
import { LiveAnswer } from '../../../../lambdas/chat/domain/live-answer';
import { Outlet } from '../../../../lambdas/chat/domain/outlet';
import { framesAfter } from '../../../../lambdas/chat/domain/replay';
import { VirtualClock } from '../support/virtual-clock';

const newAnswer = () =>
  new LiveAnswer(
    { userId: 'u', conversationId: 'c', clientMessageId: 'm' },
    { messageId: '1', attempt: 1, model: 's' },
  );

const redirects = fc.array(fc.record({ at: fc.nat(2000), lastSeq: fc.nat(20) }), { maxLength: 5 });

test('however slowly frames go and however often the client moves, each connection gets a whole run of frames', async () => {
  await fc.assert(
    fc.asyncProperty(redirects, fc.nat(200), async (moves, slow) => {
      const clock = new VirtualClock();
      const answer = newAnswer();
      const sent: { connectionId: string; frame: ServerFrame }[] = [];
      const send = async (connectionId: string, frame: ServerFrame) => {
        await clock.sleep(slow);
        sent.push({ connectionId, frame });
        return 'sent' as const;
      };
      const outlet = new Outlet(send, answer, 'conn-0', 0, () => undefined);
      const sorted = moves.toSorted((left, right) => left.at - right.at);
      const moving = sorted.map(async ({ at, lastSeq }, index) => {
        await clock.sleep(at);
        outlet.redirect(`conn-${index + 1}`, lastSeq);
      });
      for (let index = 0; index < 20; index += 1) {
        answer.append([`w${index} `]);
        outlet.advance();
        await clock.run(clock.sleep(50));
      }
      await clock.run(Promise.all(moving));
      await clock.run(outlet.drained());

      const last = sorted.at(-1);
      const onLast = sent.filter(({ connectionId }) => connectionId === `conn-${sorted.length}`);
      expect(onLast.map(({ frame }) => frame)).toEqual(framesAfter(answer, last?.lastSeq ?? 0));
    }),
  );
});

test('a client that is gone is sent nothing until it is back', async () => {
  const answer = newAnswer();
  answer.append(['a']);
  const tried: string[] = [];
  const send = async (connectionId: string) => {
    tried.push(connectionId);
    return connectionId === 'conn-2' ? ('sent' as const) : ('gone' as const);
  };
  const outlet = new Outlet(send, answer, 'conn-1', 0, () => undefined);
  await outlet.drained();
  answer.append(['b']);
  await outlet.drained();
  expect(tried).toEqual(['conn-1']);
  outlet.redirect('conn-2', 1);
  await outlet.drained();
  expect(tried).toEqual(['conn-1', 'conn-2', 'conn-2']);
});

test('a frame that could not be sent goes with the next one', async () => {
  const answer = newAnswer();
  const errors: unknown[] = [];
  const sent: ServerFrame[] = [];
  let broken = true;
  const send = async (_connectionId: string, frame: ServerFrame) => {
    if (broken) throw new Error('timed out');
    sent.push(frame);
    return 'sent' as const;
  };
  const clock = new VirtualClock();
  const outlet = new Outlet(send, answer, 'conn-1', 0, (error) => errors.push(error));
  for (const text of ['a', 'b']) {
    broken = true;
    outlet.advance();
    await clock.run(clock.sleep(1));
    broken = false;
    answer.append([text]);
    outlet.advance();
    await clock.run(clock.sleep(1));
    answer.append([`${text} again`]);
  }
  await outlet.drained();
  expect(errors).toMatchObject([{ message: 'timed out' }, { message: 'timed out' }]);
  expect(sent).toEqual(framesAfter(answer, 0));
});

test('a connection that takes nothing counts as gone, until the client is back', async () => {
  const answer = newAnswer();
  answer.append(['a']);
  const errors: unknown[] = [];
  const tried: string[] = [];
  const send = async (connectionId: string) => {
    tried.push(connectionId);
    if (connectionId === 'conn-1') throw new Error('denied');
    return 'sent' as const;
  };
  const outlet = new Outlet(send, answer, 'conn-1', 0, (error) => errors.push(error));
  await outlet.drained();
  await outlet.drained();
  expect([tried, errors.length]).toEqual([['conn-1', 'conn-1'], 2]);
  outlet.redirect('conn-2', 0);
  await outlet.drained();
  expect(tried.slice(2)).toEqual(['conn-2', 'conn-2']);
});

test('a new connection is tried as often as the one before', async () => {
  const answer = newAnswer();
  const tried: string[] = [];
  const send = async (connectionId: string) => {
    tried.push(connectionId);
    throw new Error('denied');
  };
  const outlet = new Outlet(send, answer, 'conn-1', 0, () => undefined);
  const clock = new VirtualClock();
  outlet.advance();
  await clock.run(clock.sleep(1));
  outlet.redirect('conn-2', 0);
  await outlet.drained();
  expect(tried).toEqual(['conn-1', 'conn-2', 'conn-2']);
});

test('closed, it sends no more and leaves nothing on its way', async () => {
  const answer = newAnswer();
  answer.append(['a', 'b']);
  const clock = new VirtualClock();
  const arrived: ServerFrame[] = [];
  const send = async (_connectionId: string, frame: ServerFrame) => {
    await clock.sleep(100);
    arrived.push(frame);
    return 'sent' as const;
  };
  const outlet = new Outlet(send, answer, 'conn-1', 0, () => undefined);
  outlet.advance();
  await clock.run(outlet.close());
  expect(arrived).toMatchObject([{ type: 'start' }]);
  outlet.advance();
  await clock.run(clock.sleep(1000));
  expect(arrived).toHaveLength(1);
});
