import * as z from 'zod/mini';
import { id } from '../events/envelope';
import type { EntityRef } from '../features/entity';
import { entityKinds } from '../features/feature';

/** `200` of `GET /v1/features/{entity}`. */
export const featuresResponse = z.object({
  entity: z.string(),
  /** ISO 8601. */
  asOf: z.string(),
  features: z.record(z.string(), z.number()),
});
export type FeaturesResponse = Readonly<z.infer<typeof featuresResponse>>;

/** Reads the name of an entity, such as `user:42`; undefined where it is none. */
export function entityOf(name: string): EntityRef | undefined {
  const [kind, own] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
  const found = entityKinds.find((each) => each === kind);
  return found && id.safeParse(own).success ? { kind: found, id: own } : undefined;
}
