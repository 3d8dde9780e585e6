import { useCallback, useEffect, useState } from 'react';
import type { DocumentView } from '../../lambdas/rag/domain/api/documents';
import { isUnderWay } from '../client/document-form';
import type { RagClient } from '../client/rag-client';

const LOOK_MS = 1_500;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the person uploaded, looked at again while something of it is under way. */
export function useDocuments(client: RagClient) {
  const [documents, setDocuments] = useState<readonly DocumentView[]>();
  const [cursor, setCursor] = useState<string>();
  const [problem, setProblem] = useState<string>();

  const attempt = useCallback(async (work: () => Promise<void>) => {
    try {
      setProblem(undefined);
      await work();
    } catch (error) {
      setProblem(messageOf(error));
    }
  }, []);

  /** Reads the newest page; what was shown of older ones stays. */
  const refresh = useCallback(
    () =>
      attempt(async () => {
        const page = await client.documents();
        const ids = new Set(page.documents.map(({ documentId }) => documentId));
        const oldest = page.documents.at(-1)?.createdAt ?? 0;
        setDocuments((known = []) => [
          ...page.documents,
          ...known.filter(({ documentId, createdAt }) => page.cursor && !ids.has(documentId) && createdAt <= oldest),
        ]);
        setCursor((known) => known ?? page.cursor);
      }),
    [attempt, client],
  );

  const more = () =>
    attempt(async () => {
      const page = await client.documents(cursor);
      setDocuments((known = []) => [...known, ...page.documents]);
      setCursor(page.cursor);
    });

  const remove = (documentId: string) =>
    attempt(async () => {
      await client.delete(documentId);
      await refresh();
    });

  useEffect(() => void refresh(), [refresh]);

  const underWay = documents?.some(isUnderWay) ?? false;
  useEffect(() => {
    if (!underWay) return;
    const timer = setInterval(() => void refresh(), LOOK_MS);
    return () => clearInterval(timer);
  }, [underWay, refresh]);

  return { documents, problem, refresh, remove, more: cursor === undefined ? undefined : more };
}
