import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { CustomResourceResult } from '../shared/custom-resource';
import { answersIndex, chunksIndex, type IndexDefinition } from './domain/index-definition';
import { type SearchRole, searchRoles } from './domain/search-roles';

const arns = z.array(z.string().check(z.startsWith('arn:')));
/** CloudFormation hands numbers over as text. */
const whole = z.coerce.number().check(z.int(), z.gte(0));

const propertiesSchema = z.object({
  Model: z.string().check(z.minLength(1)),
  Dimensions: whole,
  Shards: whole,
  Replicas: whole,
  /** Roles of the functions of each kind. */
  Roles: z.object({ Search: arns, Answer: arns, Ingest: arns }),
});

/** What is set up in a search domain. Everything may be done twice. */
export interface SearchAdmin {
  /** Waits until the domain takes requests. */
  ready(signal: AbortSignal): Promise<void>;
  /** Makes an index unless it is there, and its alias unless it points somewhere already. */
  ensureIndex(definition: IndexDefinition, signal: AbortSignal): Promise<void>;
  putRole(role: SearchRole, backendRoles: readonly string[], signal: AbortSignal): Promise<void>;
}

/**
 * Makes the indexes of a stage and gives its functions their rights. With another embedding a new index is made beside the one
 * that answers, and the alias stays until it is moved. A deletion leaves all of it: it goes with the domain.
 */
export function createSearchSetup(admin: SearchAdmin) {
  return async (event: CloudFormationCustomResourceEvent, signal: AbortSignal): Promise<CustomResourceResult> => {
    if (event.RequestType === 'Delete') return { physicalResourceId: event.PhysicalResourceId };
    const { Model, Dimensions, Shards, Replicas, Roles } = propertiesSchema.parse(event.ResourceProperties);
    const embedding = { model: Model, dimensions: Dimensions };
    const size = { shards: Shards, replicas: Replicas };
    const [chunks, answers] = [chunksIndex(embedding, size), answersIndex(embedding, size)];
    await admin.ready(signal);
    for (const definition of [chunks, answers]) await admin.ensureIndex(definition, signal);
    for (const kind of ['Search', 'Answer', 'Ingest'] as const)
      await admin.putRole(searchRoles[kind], Roles[kind], signal);
    return { physicalResourceId: chunks.name };
  };
}
