import { applyConfig, defaultConfigOf } from '../../tools/chat-config/config-control';
import { type Answer, askAndWait } from '../../tools/local/tour/answer';
import { ChatSocket } from '../../tools/local/tour/chat-socket';
import { outputOf } from '../../tools/operator/outputs';
import { documentClientOf } from '../../tools/operator/platform-table';
import { laptopOfFile } from './laptop-of-file';

const connections = 2_000;
/** Handshakes, and then messages, under way at a time: more would wait for a core, and miss deadlines. Every connection stays open to the end. */
const atATime = 25;
/** Milliseconds for all of it; a machine of its own takes a tenth. */
const patienceMs = 900_000;

const started = laptopOfFile();

/** All messages are of one user, in one minute. */
async function withoutLimits(laptop: ReturnType<typeof started>): Promise<void> {
  const document = documentClientOf(laptop.credentials.operator);
  const config = defaultConfigOf(outputOf(laptop.outputs, 'ChatModels'));
  const limits = { requestsPerMinute: 1e6, tokensPerMinute: 1e9, monthlyTokens: 1e12, monthlyUsd: 1e6 };
  const tiers = { free: limits, paid: limits };
  const table = { document, tableName: outputOf(laptop.outputs, 'PlatformTableName') };
  await applyConfig(table, { ...config, tiers, orgDefault: limits }, { now: new Date() });
}

/** Runs `work` for 0 to count - 1, a number of them at a time, and gives the results in order. */
async function forEach<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}

test(
  'two thousand concurrent connections are accepted and served, and none is lost',
  async () => {
    const laptop = started();
    laptop.core.engines.responder.wordDelayMs = 0;
    await withoutLimits(laptop);
    const url = outputOf(laptop.outputs, 'ChatWebSocketUrl');
    const protocols = ['chat.v1', laptop.credentials.users.alice?.token ?? ''];
    const signal = AbortSignal.timeout(patienceMs);

    const sockets = await forEach(connections, () => ChatSocket.connect(url, { protocols, signal, patienceMs }));
    const open = () => laptop.apis.sockets.reduce((sum, { size }) => sum + size, 0);
    expect(open()).toBe(connections);

    const answers = await forEach(connections, (index) => askAndWait(sockets[index] as ChatSocket, `I am ${index}.`));
    const wrong = answers.filter(
      ({ text, end }: Answer, index) => end.type !== 'done' || !text.includes(`I am ${index}.`),
    );
    expect(wrong).toEqual([]);
    expect(sockets.filter(({ closeCode }) => closeCode !== undefined)).toEqual([]);
    expect(open()).toBe(connections);
    expect(laptop.core.iam.denials()).toEqual([]);
  },
  patienceMs + 10_000,
);
