import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { CustomResourceResult } from '../shared/custom-resource';
import { answersIndex, chunksIndex, type IndexDefinition } from './domain/index-definition';
import { type SearchRole, searchRoles } from './domain/search-roles';
import type { Work } from './domain/work';

const arns = z.array(z.string().check(z.startsWith('arn:')));
/** CloudFormation hands numbers over as text. */
const whole = z.coerce.number().check(z.int(), z.gte(0));

const propertiesSchema = z.object({
  Model: z.string().check(z.minLength(1)),
  Dimensions: whole,
  Shards: whole,
  Replicas: whole,
  /** URL of the queue that the worker reads. */
  Queue: z.url(),
  /** Roles of the functions of each kind. */
  Roles: z.object({ Search: arns, Answer: arns, Ingest: arns }),
});

/** What is set up in a search domain. Everything may be done twice. */
export interface SearchAdmin {
  /** Waits until the domain takes requests. */
  ready(signal: AbortSignal): Promise<void>;
  /** Makes an index unless it is there, and its alias unless it points somewhere already. */
  ensureIndex(definition: IndexDefinition, signal: AbortSignal): Promise<void>;
  /** Says which index of chunks is to answer, and no other one. @returns false when there is no such index */
  setNext(index: string, signal: AbortSignal): Promise<boolean>;
  putRole(role: SearchRole, backendRoles: readonly string[], signal: AbortSignal): Promise<void>;
}

/**
 * Makes the indexes of a stage and gives its functions their rights. With another embedding a new index is made beside the one
 * that answers, and the worker is told to look: it fills the new one, and lets it answer when it lacks nothing. A deletion leaves
 * all of it: it goes with the domain.
 *
 * @param send puts work into a queue, by its URL
 */
export function createSearchSetup(admin: SearchAdmin, send: (queueUrl: string, work: Work) => Promise<void>) {
  return async (event: CloudFormationCustomResourceEvent, signal: AbortSignal): Promise<CustomResourceResult> => {
    if (event.RequestType === 'Delete') return { physicalResourceId: event.PhysicalResourceId };
    const { Model, Dimensions, Shards, Replicas, Queue, Roles } = propertiesSchema.parse(event.ResourceProperties);
    const embedding = { model: Model, dimensions: Dimensions };
    const size = { shards: Shards, replicas: Replicas };
    const [chunks, answers] = [chunksIndex(embedding, size), answersIndex(embedding, size)];
    await admin.ready(signal);
    // One that was left a while ago may be deleted at this moment; once it is said to be next, it stays.
    do for (const definition of [chunks, answers]) await admin.ensureIndex(definition, signal);
    while (!(await admin.setNext(chunks.name, signal)));
    for (const kind of ['Search', 'Answer', 'Ingest'] as const)
      await admin.putRole(searchRoles[kind], Roles[kind], signal);
    await send(Queue, { kind: 'reindex' });
    return { physicalResourceId: chunks.name };
  };
}
