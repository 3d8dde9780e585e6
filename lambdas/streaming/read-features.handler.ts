import middy from '@middy/core';
import * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createPartReader, type ReadEntity } from './adapters/part-reader';
import { entityKinds } from './domain/features/feature';
import { featureValues } from './domain/features/values';
import { readFeaturesEnv } from './env';

/**
 * What another design asks, for an organisation that its authorizer vouched for; the right to invoke is that design's alone. Of a kind one
 * entity: features are told by their names, which have the kind in them.
 */
const eventSchema = z.object({
  org: z.string().check(z.minLength(1)),
  entities: z.array(z.object({ kind: z.enum(entityKinds), id: z.string() })).check(
    z.minLength(1),
    z.maxLength(entityKinds.length),
    z.refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, 'must be of kinds that differ'),
  ),
});

export interface ReadFeaturesDeps {
  readonly read: ReadEntity;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Features of entities as of now, all of them by name; of one that nothing happened to they are 0.
 *
 * @throws Error when the event is not one that a design sends: that is a fault of the deployment
 */
export function createReadFeatures({ read, now }: ReadFeaturesDeps) {
  return async (event: unknown): Promise<{ readonly features: Readonly<Record<string, number>> }> => {
    const asked = eventSchema.safeParse(event);
    if (!asked.success) throw new Error(`This is no question for features: ${z.prettifyError(asked.error)}`);
    const { org, entities } = asked.data;
    const parts = await Promise.all(entities.map((entity) => read(org, entity)));
    const asOf = now();
    const values = entities.map(({ kind }, index) => featureValues(kind, parts[index] ?? [], asOf));
    return { features: Object.assign({}, ...values) };
  };
}

const env = parseEnv(readFeaturesEnv);
const logger = createLogger('streaming');

export const handler = middy<unknown, { readonly features: Readonly<Record<string, number>> }>()
  .use(logContext(logger))
  .handler(
    createReadFeatures({
      read: createPartReader(documentClient(), env.FEATURES_TABLE_NAME, env.FEATURES_VERSION),
      now: Date.now,
    }),
  );
