import { useCallback, useEffect, useRef, useState } from 'react';
import { RequestError } from '../client/chat-error';
import { applyEvent, newRagAnswer, type RagAnswer } from '../client/rag-answer';
import type { RagClient } from '../client/rag-client';
import { messageOf } from './use-documents';

export interface Asked {
  readonly question: string;
  readonly answer: RagAnswer;
}

/** One question at a time, and its answer as far as it has come. */
export function useAnswer(client: RagClient) {
  const [asked, setAsked] = useState<Asked>();
  const underWay = useRef<AbortController>(undefined);
  useEffect(() => () => underWay.current?.abort(), []);

  const ask = useCallback(
    async (question: string) => {
      underWay.current?.abort();
      const controller = new AbortController();
      underWay.current = controller;
      let answer = newRagAnswer;
      const show = (next: RagAnswer) => {
        answer = next;
        if (underWay.current === controller) setAsked({ question, answer });
      };
      show(answer);
      try {
        for await (const event of client.streamAnswer({ question }, controller.signal)) show(applyEvent(answer, event));
      } catch (error) {
        const code = error instanceof RequestError ? error.code : 'internal_error';
        if (!controller.signal.aborted)
          show({ ...answer, status: 'failed', error: { code, message: messageOf(error) } });
      }
    },
    [client],
  );

  const stop = useCallback(() => {
    underWay.current?.abort();
    underWay.current = undefined;
    setAsked(undefined);
  }, []);
  return { asked, ask, stop };
}
