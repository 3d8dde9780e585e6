import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import { type EntityRef, partsOf } from '../domain/features/entity';
import type { State } from '../domain/features/state';
import { partKey, readParts } from './feature-items';

/** All parts of the state of an entity, as they were within the last second. */
export type ReadEntity = (org: string, entity: EntityRef) => Promise<readonly State[]>;

export const createPartReader =
  (document: DynamoDBDocumentClient, table: string): ReadEntity =>
  async (org, entity) => {
    const refs = Array.from({ length: partsOf[entity.kind] }, (_, part) => ({ ...entity, org, part }));
    const itemsOf = await batchGet(document, { [table]: refs.map(partKey) }, { consistency: 'eventual' });
    return readParts(refs, itemsOf(table)).map(({ state }) => state);
  };
