import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { unlessRefused } from '../../shared/stores/conditional';
import { NO_PROFILE, type Profile, profileSchema, type StoredProfile } from '../domain/profile';

const SK = 'PROFILE';
const itemSchema = z.object({ version: z.int(), profile: profileSchema });

/** What a user is answered by, wherever a message of theirs is handled. */
export type FindProfile = (userId: string) => Promise<Profile>;

/** Profiles in the chat table, at `PROFILE#<userId>`: nobody's key leads to another one's. */
export function createProfileStore(document: DynamoDBDocumentClient, TableName: string) {
  const keyOf = (userId: string) => ({ pk: `PROFILE#${userId}`, sk: SK });
  return {
    async find(userId: string): Promise<StoredProfile> {
      const { Item } = await document.send(new GetCommand({ TableName, Key: keyOf(userId), ConsistentRead: true }));
      return Item ? itemSchema.parse(Item) : NO_PROFILE;
    },

    /** Replaces the profile that has this version. @returns the new version; undefined when it has another by now */
    async replace(userId: string, profile: Profile, version: number): Promise<number | undefined> {
      const put = new PutCommand({
        TableName,
        Item: { ...keyOf(userId), version: version + 1, profile },
        ...(version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :version',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':version': version },
            }),
      });
      return (await unlessRefused(document.send(put))) && version + 1;
    },
  };
}
export type ProfileStore = ReturnType<typeof createProfileStore>;

export function createFindProfile(document: DynamoDBDocumentClient, tableName: string): FindProfile {
  const { find } = createProfileStore(document, tableName);
  return async (userId) => (await find(userId)).profile;
}
