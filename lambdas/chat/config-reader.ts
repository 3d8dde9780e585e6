import type { ChatConfig } from './domain/chat-config';

const CACHE_MS = 30_000;

/** Gives the configuration in force. */
export type ConfigReader = () => Promise<ChatConfig>;

export interface ConfigReaderDeps {
  /** The stored document; undefined when none is. */
  readonly read: () => Promise<ChatConfig | undefined>;
  /** What holds when none is stored. */
  readonly fallback: ChatConfig;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told when the table cannot be read or what is there is not valid; what was known last then holds. */
  readonly onError: (error: unknown) => void;
}

/** Reads the configuration at most every 30 seconds. A table that fails must not stop the chat: the next read corrects it. */
export function createConfigReader({ read, fallback, now, onError }: ConfigReaderDeps): ConfigReader {
  let known = fallback;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  async function refresh(): Promise<void> {
    try {
      known = (await read()) ?? fallback;
    } catch (error) {
      onError(error);
    }
  }
  return async () => {
    if (now() - readAt >= CACHE_MS) {
      readAt = now();
      reading = refresh();
    }
    await reading;
    return known;
  };
}
