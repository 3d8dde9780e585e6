import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import { type EntityRef, partsOf } from '../domain/features/entity';
import type { State } from '../domain/features/state';
import { prefixOf } from '../domain/features/version';
import { partKey, readParts } from './feature-items';

/** All parts of the state of an entity, as they were within the last second. */
export type ReadEntity = (org: string, entity: EntityRef) => Promise<readonly State[]>;

/** @param version of features */
export function createPartReader(document: DynamoDBDocumentClient, table: string, version = 1): ReadEntity {
  const prefix = prefixOf(version);
  return async (org, entity) => {
    const refs = Array.from({ length: partsOf[entity.kind] }, (_, part) => ({ ...entity, org, part }));
    const itemsOf = await batchGet(
      document,
      { [table]: refs.map((ref) => partKey(ref, prefix)) },
      { consistency: 'eventual' },
    );
    return readParts(refs, itemsOf(table), prefix).map(({ state }) => state);
  };
}
