import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import type { Publication } from '../domain/live/publication';
import type { OrgTopic } from '../domain/live/topic-key';
import {
  PUBLICATION,
  PUBLICATION_SECONDS,
  publicationSchema,
  topicPk,
  watchedKey,
  watcherId,
  watcherKey,
  watcherSchema,
} from './live-items';
import { createPartitionReader, createWatchedTopics, type WatchedTopics } from './watched-topics';

/** Clocks of those who subscribe and of those who publish differ by no more (ms). */
const CLOCKS_DIFFER_MS = 10_000;

export interface Watcher {
  readonly connectionId: string;
  /** Seq of the last view that it has dealt with. */
  readonly acked: number;
  /** Seq of the view that it was given when it subscribed. */
  readonly given: number;
  /** Of that view; absent where it has told of none. */
  readonly cursor?: string;
  /** End of its credential (s since the epoch). */
  readonly expiresAt: number;
}

/** What is known of a topic when it is published. */
export interface Audience {
  readonly publication: Publication | undefined;
  readonly watchers: readonly Watcher[];
}

/** Topics: what was last published of each, and for whom. */
export interface LiveTopics {
  published(of: OrgTopic): Promise<Publication | undefined>;
  audience(of: OrgTopic): Promise<Audience>;
  /** @returns whether it is noted; not so where somebody else published in between */
  publish(of: OrgTopic, before: Publication | undefined, after: Publication): Promise<boolean>;
  delivered(of: OrgTopic, seq: number): Promise<void>;
  readonly watched: WatchedTopics;
  /** Notes that nobody watches a topic, unless somebody began to since `seenAt` (ms since the epoch). */
  unwatch(of: OrgTopic, seenAt: number): Promise<void>;
  removeWatcher(of: OrgTopic, connectionId: string): Promise<void>;
}

export function createLiveTopics(document: DynamoDBDocumentClient, TableName: string, now: () => number): LiveTopics {
  const seconds = () => Math.floor(now() / 1000);
  const publicationKey = (of: OrgTopic) => ({ pk: topicPk(of), sk: PUBLICATION });

  const itemsOf = createPartitionReader(document, TableName);

  return {
    async published(of) {
      const { Item } = await document.send(
        new GetCommand({ TableName, Key: publicationKey(of), ConsistentRead: true }),
      );
      return Item && publicationSchema.parse(Item);
    },

    async audience(of) {
      const items = await itemsOf(topicPk(of), true);
      const own = items.find(({ sk }) => sk === PUBLICATION);
      return {
        publication: own && publicationSchema.parse(own),
        watchers: items
          .filter((item) => item !== own)
          .map((item) => watcherSchema.parse(item))
          .filter(({ ttl }) => ttl > seconds())
          .flatMap(({ sk, ttl: _, ...watcher }) => {
            const connectionId = watcherId(sk);
            return connectionId === undefined ? [] : [{ connectionId, ...watcher }];
          }),
      };
    },

    async publish(of, before, { seq, cursor, madeAt, delivered }) {
      const written = await unlessRefused(
        document.send(
          new UpdateCommand({
            TableName,
            Key: publicationKey(of),
            UpdateExpression:
              'SET seq = :seq, #cursor = :cursor, madeAt = :madeAt, delivered = if_not_exists(delivered, :delivered), #ttl = :ttl',
            ConditionExpression: before ? 'seq = :before' : 'attribute_not_exists(pk)',
            ExpressionAttributeNames: { '#cursor': 'cursor', '#ttl': 'ttl' },
            ExpressionAttributeValues: {
              ...{ ':seq': seq, ':cursor': cursor, ':madeAt': madeAt, ':delivered': delivered },
              ':ttl': seconds() + PUBLICATION_SECONDS,
              ...(before && { ':before': before.seq }),
            },
          }),
        ),
      );
      return written !== undefined;
    },

    async delivered(of, seq) {
      await unlessRefused(
        document.send(
          new UpdateCommand({
            TableName,
            Key: publicationKey(of),
            UpdateExpression: 'SET delivered = :seq',
            ConditionExpression: 'delivered < :seq',
            ExpressionAttributeValues: { ':seq': seq },
          }),
        ),
      );
    },

    watched: createWatchedTopics(document, TableName, now),

    async unwatch(of, seenAt) {
      await unlessRefused(
        document.send(
          new DeleteCommand({
            TableName,
            Key: watchedKey(of),
            ConditionExpression: '#at < :at',
            ExpressionAttributeNames: { '#at': 'at' },
            ExpressionAttributeValues: { ':at': seenAt - CLOCKS_DIFFER_MS },
          }),
        ),
      );
    },

    async removeWatcher(of, connectionId) {
      await document.send(new DeleteCommand({ TableName, Key: watcherKey(of, connectionId) }));
    },
  };
}
