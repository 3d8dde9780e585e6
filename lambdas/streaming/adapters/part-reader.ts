import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type EntityRef, partsOf } from '../domain/features/entity';
import type { State } from '../domain/features/state';
import { partKey, readParts } from './feature-items';
import { itemsOf } from './feature-store';

/** All parts of the state of an entity, as they were within the last second. */
export type ReadEntity = (org: string, entity: EntityRef) => Promise<readonly State[]>;

export const createPartReader =
  (document: DynamoDBDocumentClient, table: string): ReadEntity =>
  async (org, entity) => {
    const refs = Array.from({ length: partsOf[entity.kind] }, (_, part) => ({ ...entity, org, part }));
    return readParts(refs, await itemsOf(document, table, refs.map(partKey), false)).map(({ state }) => state);
  };
