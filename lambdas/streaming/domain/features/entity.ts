import type { EventData } from '../events/schemas';
import { type EntityKind, entityKinds } from './feature';

export interface EntityRef {
  readonly kind: EntityKind;
  readonly id: string;
}

/** What an event is of. */
export const entitiesOf = (data: EventData): EntityRef[] =>
  entityKinds.flatMap((kind) => {
    const id = data[kind];
    return id === undefined ? [] : [{ kind, id }];
  });

/**
 * Parts that the state of an entity has. One write at a time goes into each, so what many do at once has several; reading takes them
 * all. A number that grows leaves what was counted where it is.
 */
export const partsOf: Readonly<Record<EntityKind, number>> = { user: 1, session: 1, item: 4 };
