import type { AnswerReport } from '../../../../lambdas/chat/answer-report';
import { type AnswerTurn, createAnswerTurn } from '../../../../lambdas/chat/answer-turn';
import type { AttachmentFile } from '../../../../lambdas/chat/domain/attachments/shown';
import type { Refusal } from '../../../../lambdas/chat/domain/errors';
import type { ModelSpec } from '../../../../lambdas/chat/domain/ports';
import { NO_PROFILE, type Profile } from '../../../../lambdas/chat/domain/profile';
import { createToolbox, type Tool } from '../../../../lambdas/chat/domain/toolbox';
import type { Turn } from '../../../../lambdas/chat/domain/turn';
import type { Reservation } from '../../../../lambdas/chat/domain/usage';
import type { Settlement } from '../../../../lambdas/chat/metering';
import { Client, Sockets } from './client';
import { memoryConversations, memoryTurns } from './memory-stores';
import { ScriptedModel, type Step } from './scripted-model';
import { VirtualClock } from './virtual-clock';

export const small: ModelSpec = { id: 'small', bedrockModelId: 'b.small', contextTokens: 2000, maxOutputTokens: 500 };
export const work = {
  userId: 'alice',
  conversationId: 'c1',
  clientMessageId: 'm1',
  messageId: '01A',
  model: 'small',
};

export const reservation: Reservation = {
  at: 0,
  tokens: 600,
  costMicroUsd: 2_000,
  shard: 0,
  userTokensPerMinute: 1_000,
  orgTokensPerMinute: 10_000,
};

/** A worker's process: dies at its n-th call to the outside, before or after that call took effect. */
export interface Death {
  readonly atCall: number;
  readonly afterEffect: boolean;
}

/** One message that waits for its answer, and all that a worker touches. */
export async function createWorld(
  steps: (attempt: number) => readonly Step[],
  turn: Partial<Turn> = {},
  tools: readonly Tool[] = [],
  profile: Profile = NO_PROFILE.profile,
) {
  const clock = new VirtualClock();
  const turns = memoryTurns();
  const conversations = memoryConversations();
  const sockets = new Sockets();
  const client = new Client();
  sockets.open.set('conn-1', client);
  const reports: Parameters<AnswerReport>[0][] = [];
  const errors: string[] = [];
  const settlements: Settlement[] = [];
  const refusal: { value?: Refusal } = {};
  const uploads = new Map<string, AttachmentFile>();
  let asked = 0;
  const model = new ScriptedModel(() => {
    asked += 1;
    return steps(asked);
  }, clock.sleep);

  const at = new Date(clock.now()).toISOString();
  await conversations.touch(work.userId, work.conversationId, { mustExist: false, at, title: 'What is it?' });
  await conversations.addMessage({ ...work, text: 'What is it?', createdAt: at });
  await turns.create(work, {
    messageId: work.messageId,
    status: 'queued',
    attempt: 0,
    connectionId: 'conn-1',
    resumeFrom: 0,
    resumes: 0,
    stopRequested: false,
    model: 'small',
    org: 'acme',
    tier: 'paid',
    credential: 'jwt',
    textHash: 'hash',
    reservation,
    ...turn,
  });

  const models: ModelSpec[] = [small];
  const deps = {
    models,
    turns,
    conversations,
    findProfile: async () => profile,
    model,
    brake: { refuse: async () => refusal.value },
    metering: {
      settle: async (settlement: Settlement) => {
        settlements.push(settlement);
      },
    },
    readAttachment: async (_userId: string, id: string) => uploads.get(id),
    send: (...args: Parameters<typeof sockets.send>) => sockets.send(...args),
    report: async (answer: Parameters<AnswerReport>[0]) => {
      reports.push(answer);
    },
    tools: async () =>
      createToolbox({
        tools,
        message: '',
        messageId: work.messageId,
        caller: { userId: 'alice', org: 'acme', groups: [], clearance: 0, tier: 'paid' },
        now: clock.now,
        onError: () => undefined,
      }),
    summaries: { historyTokens: async () => 100_000, keepUp: async () => undefined },
    clock,
    onError: (message: string) => {
      errors.push(message);
    },
  };

  return {
    clock,
    turns,
    conversations,
    sockets,
    client,
    reports,
    settlements,
    errors,
    refusal,
    uploads,
    takes: (...takes: ('image' | 'document')[]) => void models.splice(0, 1, { ...small, contextTokens: 4000, takes }),
    model,
    worker: (): AnswerTurn => createAnswerTurn(deps),
    /** A worker whose process dies; `died` resolves when it does. */
    mortal(death: Death): { worker: AnswerTurn; died: Promise<void> } {
      const { promise: died, resolve: die } = Promise.withResolvers<void>();
      const mortal = mortalProcess(death, die);
      return {
        worker: createAnswerTurn({
          ...deps,
          turns: mortal.object(turns),
          conversations: { ...mortal.object(conversations), history: conversations.history },
          send: mortal.call(sockets.send),
          report: mortal.call(deps.report),
          metering: mortal.object(deps.metering),
          clock: { now: clock.now, wait: mortal.follow(clock.wait) },
        }),
        died,
      };
    },
    turn: () => turns.find(work),
    answers: () => [...conversations.answers.values()],
  };
}

type Call<Args extends unknown[], Result> = (...args: Args) => Promise<Result>;

function mortalProcess({ atCall, afterEffect }: Death, die: () => void) {
  let calls = 0;
  let dead = false;
  const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
  const call =
    <Args extends unknown[], Result>(real: Call<Args, Result>): Call<Args, Result> =>
    async (...args) => {
      if (dead) return never();
      calls += 1;
      if (calls !== atCall) return real(...args);
      dead = true;
      if (afterEffect) await real(...args);
      die();
      return never();
    };
  /** A call that no death is counted at, and that the dead do not come back from. */
  const follow =
    <Args extends unknown[], Result>(real: Call<Args, Result>): Call<Args, Result> =>
    async (...args) => {
      const result = await real(...args);
      return dead ? never() : result;
    };
  const object = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (of, name, receiver) => {
        const value: unknown = Reflect.get(of, name, receiver);
        return typeof value === 'function' ? call(value as Call<unknown[], unknown>) : value;
      },
    });
  return { call, follow, object };
}
