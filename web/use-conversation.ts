import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Answer, isOver, newAnswer } from './client/answer';
import { ChatApi, type TranscriptLine } from './client/chat-api';
import { ChatClient, type ConnectionState } from './client/chat-client';
import { RequestError } from './client/chat-error';
import type { SignIn } from './client/sign-in';

/** A message and what became of it. */
export interface Exchange {
  readonly text: string;
  readonly answer: Answer;
}

const conversationKey = 'console.conversation';
const here = (path: string) => new URL(path, location.origin);

/** The conversation of this tab: it survives a lost connection, and the page being loaded again. */
export function useConversation(signIn: SignIn) {
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  const [connection, setConnection] = useState<ConnectionState>('idle');
  const conversationId = useRef(sessionStorage.getItem(conversationKey) ?? undefined);
  const api = useMemo(() => new ChatApi({ baseUrl: '/chat', token: () => signIn.token() }), [signIn]);

  const onAnswer = useCallback((answer: Answer) => {
    if (answer.conversationId !== undefined && !answer.error) {
      conversationId.current = answer.conversationId;
      sessionStorage.setItem(conversationKey, answer.conversationId);
    }
    setExchanges((all) => all.map((one) => (isOf(one, answer.clientMessageId) ? { ...one, answer } : one)));
  }, []);

  const client = useMemo(() => {
    const socketUrl = here('/chat-ws').href.replace(/^http/, 'ws');
    return new ChatClient({ socketUrl, ticket: () => api.ticket(), onAnswer, onConnection: setConnection });
  }, [api, onAnswer]);

  useEffect(() => () => client.close(), [client]);

  useEffect(() => {
    const online = () => client.reconnect();
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, [client]);

  useEffect(() => {
    const id = conversationId.current;
    if (id === undefined) return;
    api.conversation(id).then(
      (lines) => {
        const known = exchangesOf(lines, id);
        setExchanges(known);
        for (const { answer } of known) if (!isOver(answer)) client.follow(id, answer.clientMessageId);
      },
      (error: unknown) => {
        // Of somebody who signed in here before, or deleted since.
        if (!(error instanceof RequestError) || error.status !== 404) return;
        conversationId.current = undefined;
        sessionStorage.removeItem(conversationKey);
      },
    );
  }, [api, client]);

  const send = useCallback(
    (text: string, model?: string) => {
      const clientMessageId = crypto.randomUUID();
      setExchanges((all) => [...all, { text, answer: newAnswer(clientMessageId) }]);
      client.send({
        clientMessageId,
        text,
        ...(conversationId.current !== undefined && { conversationId: conversationId.current }),
        ...(model !== undefined && { model }),
      });
    },
    [client],
  );

  const dismiss = useCallback((clientMessageId: string) => {
    setExchanges((all) => all.filter((one) => !isOf(one, clientMessageId)));
  }, []);

  const startNew = useCallback(() => {
    conversationId.current = undefined;
    sessionStorage.removeItem(conversationKey);
    setExchanges([]);
  }, []);

  const stop = useCallback((clientMessageId: string) => client.stop(clientMessageId), [client]);
  return { api, exchanges, connection, send, stop, dismiss, startNew };
}

const isOf = ({ answer }: Exchange, clientMessageId: string) => answer.clientMessageId === clientMessageId;

/** A stored conversation as exchanges; a message without an answer is still being answered. */
function exchangesOf(lines: readonly TranscriptLine[], conversationId: string): Exchange[] {
  return lines
    .filter(({ role }) => role === 'user')
    .map(({ text, clientMessageId, messageId }) => {
      const line = lines.find((other) => other.role === 'assistant' && other.messageId === messageId);
      const waiting: Answer = { ...newAnswer(clientMessageId), conversationId, messageId, status: 'waiting' };
      return { text, answer: line ? answerOf(line, waiting) : waiting };
    });
}

function answerOf({ text, status = 'done', usage, model = '', error }: TranscriptLine, base: Answer): Answer {
  const done = usage && {
    finishReason: status === 'stopped' ? ('stopped' as const) : ('stop' as const),
    model,
    usage: { ...usage, estimated: false },
    latencyMs: { firstToken: null, total: 0 },
  };
  return { ...base, text, status, ...(done && { done }), ...(error && { error }) };
}
