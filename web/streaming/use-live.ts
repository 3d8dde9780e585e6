import { useEffect, useMemo, useState } from 'react';
import { ChatApi } from '../client/chat-api';
import type { ConnectionState } from '../client/chat-client';
import { LiveClient, type Watched } from '../client/live-client';
import type { SignIn } from '../client/sign-in';

export interface Connection {
  readonly state: ConnectionState;
  /** Of the error that it is so for, where there is one. */
  readonly code?: string | undefined;
}

/** The connection for live views, as long as the page is there: by a ticket where the stage has chat, which gives them, else by the token. */
export function useLive(signIn: SignIn, socketUrl: string, chatUrl: string | undefined) {
  const [connection, setConnection] = useState<Connection>({ state: 'idle' });
  const live = useMemo(() => {
    const token = () => signIn.token();
    const chat = chatUrl === undefined ? undefined : new ChatApi({ baseUrl: chatUrl, token });
    return new LiveClient({
      socketUrl,
      credential: () => chat?.ticket() ?? token(),
      onConnection: (state, code) => setConnection({ state, code }),
    });
  }, [signIn, socketUrl, chatUrl]);

  useEffect(() => {
    const online = () => live.reconnect();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      live.close();
    };
  }, [live]);
  return { live, connection };
}

export interface Seen {
  readonly watched: Watched;
  /** By this computer's clock, in milliseconds since the epoch. */
  readonly seenAt: number;
}

/** What a topic shows, as long as it is asked for; undefined before it is known. */
export function useTopic(live: LiveClient, topic: string | undefined): Seen | undefined {
  const [seen, setSeen] = useState<Seen>();
  useEffect(() => {
    setSeen(undefined);
    if (topic === undefined) return undefined;
    return live.watch(topic, (watched) => setSeen({ watched, seenAt: Date.now() }));
  }, [live, topic]);
  return seen;
}

/** Data of what a topic shows. `Data` is what topics of its kind have. */
export const dataOf = <Data>(seen: Seen | undefined): Data | undefined =>
  seen && 'view' in seen.watched ? (seen.watched.view.data as Data) : undefined;

/** Why a topic shows nothing. */
export const refusalOf = (seen: Seen | undefined): string | undefined =>
  seen && 'refused' in seen.watched ? seen.watched.refused.message : undefined;
