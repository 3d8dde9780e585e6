import { createConfigReader } from '../../../lambdas/chat/config-reader';
import { type ChatConfig, defaultChatConfig } from '../../../lambdas/chat/domain/chat-config';

const fallback = defaultChatConfig([]);
const stored: ChatConfig = { ...fallback, tools: { enabled: [], fetchAllowList: [] } };

function setUp() {
  const state = { now: 0, stored: undefined as ChatConfig | undefined, failing: false, reads: 0, errors: 0 };
  const read = createConfigReader({
    read: async () => {
      state.reads += 1;
      if (state.failing) throw new Error('not now');
      return state.stored;
    },
    fallback,
    now: () => state.now,
    onError: () => {
      state.errors += 1;
    },
  });
  return { state, read };
}

test('reads once in thirty seconds, also for many who ask at once', async () => {
  const { state, read } = setUp();
  expect(await Promise.all([read(), read()])).toEqual([fallback, fallback]);
  state.stored = stored;
  state.now = 29_999;
  expect(await read()).toBe(fallback);
  state.now = 30_000;
  expect(await read()).toBe(stored);
  expect(state.reads).toBe(2);
});

test('keeps what it knows when the table fails, and tells of it', async () => {
  const { state, read } = setUp();
  state.stored = stored;
  await read();
  state.failing = true;
  state.now = 60_000;
  expect(await read()).toBe(stored);
  expect(state.errors).toBe(1);
});
