import * as z from 'zod/mini';
import { digest } from '../../shared/hash';
import type { OrgTopic } from '../domain/live/topic-key';

/** Verdicts of a view. */
export const SHOWN_VERDICTS = 20;

/** API Gateway ends a connection after two hours; what a `$disconnect` that never came leaves behind goes after that. */
export const CONNECTION_SECONDS = 2 * 3600 + 600;
/** Seconds for which the last publication of a topic is known. */
export const PUBLICATION_SECONDS = 86_400;

/** A short name of an organisation's topic, for keys and message groups. */
export const topicId = ({ org, topic }: OrgTopic): string => digest('topic', org, topic);

/** Place of data among that of its topic. */
export const cursorOf = (data: unknown): string => digest('data', JSON.stringify(data));

/** Of a connection: who opened it, and beside that its topics. */
export const connectionPk = (connectionId: string): string => `conn#${connectionId}`;
export const PRINCIPAL = 'principal';
const TOPIC = 'topic#';
export const subscribedKey = (connectionId: string, topic: string) => ({
  pk: connectionPk(connectionId),
  sk: `${TOPIC}${topic}`,
});
export const subscribedTopic = (sk: string): string | undefined =>
  sk.startsWith(TOPIC) ? sk.slice(TOPIC.length) : undefined;

/** Open connections of a person, or of a machine's key. */
export const personPk = (org: string, userId: string): string => `person#${digest('person', org, userId)}`;

/** Of a topic: its last publication, and beside that who watches. */
export const topicPk = (of: OrgTopic): string => `topic#${topicId(of)}`;
export const PUBLICATION = 'publication';
const WATCHER = 'watcher#';
export const watcherKey = (of: OrgTopic, connectionId: string) => ({
  pk: topicPk(of),
  sk: `${WATCHER}${connectionId}`,
});
export const watcherId = (sk: string): string | undefined =>
  sk.startsWith(WATCHER) ? sk.slice(WATCHER.length) : undefined;

/** The topics that anybody watches, in one place: read every few seconds by whoever changes something. */
export const WATCHED = 'watched';
export const watchedKey = (of: OrgTopic) => ({ pk: WATCHED, sk: topicId(of) });

/** What happened to an organisation's events, by second, in a few parts so that many write at a time. */
export const ratePk = (org: string): string => `rate#${digest('rate', org)}`;
export const rateSk = (second: number, part?: number): string =>
  `${String(second).padStart(12, '0')}${part === undefined ? '' : `#${part}`}`;

export const watchedSchema = z.object({ org: z.string(), topic: z.string(), ttl: z.int() });
export const publicationSchema = z.object({
  seq: z.int(),
  cursor: z.string(),
  delivered: z.int(),
  madeAt: z.array(z.int()),
});
export const watcherSchema = z.object({
  sk: z.string(),
  acked: z.int(),
  /** Seq of the view that it was given when it subscribed. */
  given: z._default(z.int(), 0),
  cursor: z.optional(z.string()),
  /** End of the credential that the connection was opened with (s since the epoch). */
  expiresAt: z.int(),
  ttl: z.int(),
});

/** Verdicts of an organisation by their numbers, and how many there were. */
export const verdictsPk = (org: string): string => `verdicts#${digest('verdicts', org)}`;
export const verdictSk = (n: number): string => String(n).padStart(15, '0');
export const verdictTotalKey = (org: string) => ({ pk: `${verdictsPk(org)}#total`, sk: 'total' });
