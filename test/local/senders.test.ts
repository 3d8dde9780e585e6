import { finished, newId } from '../../tools/local/tour/answer';
import { ChatSocket, type Frame } from '../../tools/local/tour/chat-socket';
import { outputOf } from '../../tools/operator/outputs';
import { laptopOfFile } from './laptop-of-file';
import { operatorOf, wide } from './support/senders';

/** So many send at once, as one user or as the users of one organisation. */
const SENDERS = 200;
const patienceMs = 120_000;
const started = laptopOfFile();

/** What each holds is far less than what all ask for. */
const requestsPerMinute = 30;
const answerTokens = 60;

interface Reply {
  readonly admitted: boolean;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
}

let organisations = 0;

/** Credentials of 200 senders, and limits on the account that they share. */
async function sendersOf(whose: 'user' | 'organisation', limits: Partial<typeof wide>) {
  const operator = operatorOf(started());
  const org = `senders-${organisations++}`;
  const shared = { ...wide, ...limits };
  await operator.setLimits(whose === 'user' ? { tiers: { free: shared, paid: wide } } : { orgs: { [org]: shared } });
  const one = await operator.newUser(org);
  const keys = await Promise.all(
    Array.from({ length: SENDERS }, () => (whose === 'user' ? one : operator.newUser(org))),
  );
  return { org, keys, operator };
}

/** Sends from all at once. @returns their replies, and the milliseconds in which all of them were decided */
async function atOnce(keys: readonly string[], send: (key: string) => Promise<Reply>) {
  const from = performance.now();
  const replies = await Promise.all(keys.map(send));
  const ms = performance.now() - from;
  const refused = replies.filter(({ admitted }) => !admitted);
  return { ms, refused, admitted: replies.length - refused.length };
}

function expectToldWhen(refused: readonly Reply[]): void {
  const untold = refused.filter(({ code, retryAfterMs = 0 }) => code !== 'rate_limited' || retryAfterMs <= 0);
  expect(untold).toEqual([]);
}

/** What a bucket lets through in a stretch of time: all that it holds, and what comes in meanwhile. */
const most = (perMinute: number, ms: number) => perMinute + (perMinute * ms) / 60_000;

describe.each(['user', 'organisation'] as const)('200 concurrent senders on one %s', (whose) => {
  test(
    'requests, over WebSocket: no more than its bucket holds are accepted, and the rest are told when to come again',
    async () => {
      started().core.engines.responder.wordDelayMs = 0;
      const { org, keys, operator } = await sendersOf(whose, { requestsPerMinute });
      const url = outputOf(started().outputs, 'ChatWebSocketUrl');
      const signal = AbortSignal.timeout(patienceMs);
      const sockets = new Map<string, ChatSocket>();
      const all = await Promise.all(
        keys.map(async (key) => ({
          id: newId(),
          socket: await ChatSocket.connect(url, { protocols: ['chat.v1', key], signal, patienceMs }),
        })),
      );
      for (const { id, socket } of all) sockets.set(id, socket);

      const accepted: string[] = [];
      const { ms, refused, admitted } = await atOnce(
        all.map(({ id }) => id),
        async (id) => {
          const isReply = ({ type, seq, clientMessageId }: Frame) =>
            clientMessageId === id && (type === 'accepted' || (type === 'error' && seq === undefined));
          const socket = sockets.get(id) as ChatSocket;
          const frame = await socket.ask({ action: 'send', clientMessageId: id, text: 'hello' }, 'reply', isReply);
          if (frame.type === 'accepted') accepted.push(id);
          return { admitted: frame.type === 'accepted', code: frame.code, retryAfterMs: frame.retryAfterMs };
        },
      );
      expect(admitted).toBeGreaterThanOrEqual(requestsPerMinute);
      expect(admitted).toBeLessThanOrEqual(most(requestsPerMinute, ms));
      expectToldWhen(refused);

      const ends = await Promise.all(accepted.map((id) => finished(sockets.get(id) as ChatSocket, id)));
      expect(ends.filter(({ end }) => end.type !== 'done')).toEqual([]);
      expect(await operator.invoice(org)).toMatchObject({ problems: [], total: { requests: admitted } });
      for (const socket of sockets.values()) socket.drop();
    },
    patienceMs,
  );

  test(
    'tokens, over HTTP: no more than its bucket holds are used, and the rest get 429 with Retry-After',
    async () => {
      started().core.engines.responder.wordDelayMs = 0;
      const tokensPerMinute = 40 * answerTokens;
      const { org, keys, operator } = await sendersOf(whose, { tokensPerMinute });
      const url = `${outputOf(started().outputs, 'ChatApiUrl')}/v1/chat/completions`;
      const body = JSON.stringify({
        model: 'nova-lite',
        max_tokens: answerTokens,
        messages: [{ role: 'user', content: 'count to 600' }],
      });
      const { ms, refused, admitted } = await atOnce(keys, async (key) => {
        const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
        const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patienceMs) });
        const answer = (await response.json()) as { readonly error?: { readonly code?: string } };
        const retryAfter = response.headers.get('retry-after');
        return {
          admitted: response.status === 200,
          code: answer.error?.code,
          retryAfterMs: retryAfter === null ? undefined : Number(retryAfter) * 1000,
        };
      });
      expectToldWhen(refused);
      const { problems, total } = await operator.invoice(org);
      expect([problems, total.requests]).toEqual([[], admitted]);
      const used = total.inputTokens + total.outputTokens;
      expect(used).toBeLessThanOrEqual(most(tokensPerMinute, ms));
      // Close to all of it was used: the bound is one that a leak would pass.
      expect(used).toBeGreaterThan(tokensPerMinute / 2);
      expect(refused.length).toBeGreaterThan(0);
    },
    patienceMs,
  );
});
