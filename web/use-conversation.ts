import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Answer, isOver, newAnswer, type Rating } from './client/answer';
import { ChatApi } from './client/chat-api';
import { ChatClient, type ConnectionState, type Message } from './client/chat-client';
import { RequestError } from './client/chat-error';
import type { SignIn } from './client/sign-in';
import { type Exchange, exchangesOf } from './transcript';

const conversationKey = 'console.conversation';
const here = (path: string) => new URL(path, location.origin);

/** How a message is sent besides its text. */
type Sending = Pick<Message, 'model' | 'regenerate' | 'editOf'>;

/** The conversation of this tab: it survives a lost connection, and the page being loaded again. */
export function useConversation(signIn: SignIn) {
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  const [connection, setConnection] = useState<ConnectionState>('idle');
  const [conversationId, setConversationId] = useState(() => sessionStorage.getItem(conversationKey) ?? undefined);
  const api = useMemo(() => new ChatApi({ baseUrl: '/chat', token: () => signIn.token() }), [signIn]);

  const onAnswer = useCallback((answer: Answer) => {
    setExchanges((all) => {
      const isShown = all.some((one) => isOf(one, answer.clientMessageId));
      // Of a conversation that was left, nothing is told to the one that is open now.
      if (isShown && answer.conversationId !== undefined && !answer.error) setConversationId(answer.conversationId);
      return isShown ? all.map((one) => (isOf(one, answer.clientMessageId) ? { ...one, answer } : one)) : all;
    });
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
    if (conversationId === undefined) sessionStorage.removeItem(conversationKey);
    else sessionStorage.setItem(conversationKey, conversationId);
  }, [conversationId]);

  const startNew = useCallback(() => {
    setConversationId(undefined);
    setExchanges([]);
  }, []);

  const open = useCallback(
    async (id: string) => {
      try {
        const known = exchangesOf(await api.conversation(id), id);
        setConversationId(id);
        setExchanges(known);
        for (const { answer } of known) if (!isOver(answer)) client.follow(id, answer.clientMessageId);
      } catch (error) {
        // Of somebody who signed in here before, or deleted since.
        if (error instanceof RequestError && error.status === 404) startNew();
      }
    },
    [api, client, startNew],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was open when the page was loaded
  useEffect(() => {
    if (conversationId !== undefined) void open(conversationId);
  }, []);

  const send = useCallback(
    (text: string, sending: Sending = {}) => {
      const clientMessageId = crypto.randomUUID();
      const { regenerate, editOf } = sending;
      const replaced = regenerate ?? editOf;
      setExchanges((all) => {
        const at = replaced === undefined ? -1 : all.findIndex(({ answer }) => answer.messageId === replaced);
        return [...(at < 0 ? all : all.slice(0, at)), { text, answer: newAnswer(clientMessageId) }];
      });
      const said = regenerate === undefined ? text : '';
      client.send({ ...sending, clientMessageId, text: said, ...(conversationId !== undefined && { conversationId }) });
    },
    [client, conversationId],
  );

  const dismiss = useCallback((clientMessageId: string) => {
    setExchanges((all) => all.filter((one) => !isOf(one, clientMessageId)));
  }, []);

  const rate = useCallback(
    async ({ conversationId: id, messageId, clientMessageId }: Answer, rating: Rating) => {
      if (id === undefined || messageId === undefined) return;
      await api.rate(id, messageId, rating);
      setExchanges((all) =>
        all.map((one) => (isOf(one, clientMessageId) ? { ...one, answer: { ...one.answer, rating } } : one)),
      );
    },
    [api],
  );

  const stop = useCallback((clientMessageId: string) => client.stop(clientMessageId), [client]);
  return { api, exchanges, conversationId, connection, send, stop, dismiss, startNew, open, rate };
}

const isOf = ({ answer }: Exchange, clientMessageId: string) => answer.clientMessageId === clientMessageId;
