import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createListReader } from './adapters/list-reader';
import { createPartReader, type ReadEntity } from './adapters/part-reader';
import { entityOf, type FeaturesResponse } from './domain/api/features';
import { decodedPart } from './domain/api/path-part';
import { entityKinds } from './domain/features/feature';
import { featureValues } from './domain/features/values';
import { lookUpEnv } from './env';
import { type TrendingDeps, trending } from './trending';

export interface LookUpDeps extends TrendingDeps {
  readonly read: ReadEntity;
}

/** Every feature of an entity as of now; of one that nothing happened to, all are 0. */
async function featuresOf({ read, now }: LookUpDeps, { principal, pathParameters }: HttpEvent): Promise<HttpResponse> {
  const name = decodedPart(pathParameters?.entity);
  const entity = entityOf(name);
  if (!entity) {
    return problem(400, 'invalid_entity', `entity: must be ${entityKinds.map((kind) => `${kind}:<id>`).join(' or ')}`);
  }
  const parts = await read(principal.org, entity);
  const asOf = now();
  const answer: FeaturesResponse = {
    entity: name,
    asOf: new Date(asOf).toISOString(),
    features: featureValues(entity.kind, parts, asOf),
  };
  return jsonResponse(200, answer);
}

/** `GET /v1/features/{entity}` and `GET /v1/trending`. */
export function createLookUp(deps: LookUpDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> =>
    event.resource === '/v1/trending' ? trending(deps, event) : featuresOf(deps, event);
}

const env = parseEnv(lookUpEnv);
const logger = createLogger('streaming');

const document = documentClient();

export const handler = httpRoute(logger).handler(
  createLookUp({
    read: createPartReader(document, env.FEATURES_TABLE_NAME),
    lists: createListReader(document, env.FEATURES_TABLE_NAME),
    now: Date.now,
  }),
);
