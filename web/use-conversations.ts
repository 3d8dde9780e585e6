import { useCallback, useEffect, useState } from 'react';
import type { ChatApi, ConversationSummary, ExportFormat } from './client/chat-api';

/** How long the list may be behind what was just written, at most; it is read again then. */
const LIST_LAG_MS = 1_000;

/**
 * The person's conversations, read anew when one begins or goes on.
 *
 * @param changes anything that changes with what the list holds
 */
export function useConversations(api: ChatApi, changes: unknown) {
  const [conversations, setConversations] = useState<readonly ConversationSummary[]>([]);
  const [problem, setProblem] = useState<string>();

  const refresh = useCallback(
    () => api.conversations().then(setConversations, (error: Error) => setProblem(error.message)),
    [api],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of these may change the list
  useEffect(() => {
    void refresh();
    const again = setTimeout(() => void refresh(), LIST_LAG_MS);
    return () => clearTimeout(again);
  }, [refresh, changes]);

  const attempt = useCallback(async (work: () => Promise<void>) => {
    try {
      setProblem(undefined);
      await work();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }, []);

  const rename = (id: string, title: string) =>
    attempt(async () => {
      await api.rename(id, title);
      setConversations((all) => all.map((one) => (one.conversationId === id ? { ...one, title } : one)));
    });
  const remove = (id: string) =>
    attempt(async () => {
      await api.delete(id);
      setConversations((all) => all.filter((one) => one.conversationId !== id));
    });
  const download = ({ conversationId, title }: ConversationSummary, format: ExportFormat) =>
    attempt(async () => {
      const file = await api.export(conversationId, format);
      save(file, `${title || 'conversation'}.${format === 'json' ? 'json' : 'md'}`);
    });
  return { conversations, problem, rename, remove, download };
}

/** Lets the browser keep a file as if it had been a link. */
function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
