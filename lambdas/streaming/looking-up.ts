import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import type { HttpEvent } from '../shared/http-route';
import type { ReadEntity } from './adapters/part-reader';
import { entityOf, type FeaturesResponse } from './domain/api/features';
import { decodedPart } from './domain/api/path-part';
import { entityKinds } from './domain/features/feature';
import { featureValues } from './domain/features/values';
import { createTrending, type TrendingDeps } from './trending';

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
  const trending = createTrending(deps);
  return async (event: HttpEvent): Promise<HttpResponse> =>
    event.resource === '/v1/trending' ? trending(event) : featuresOf(deps, event);
}
