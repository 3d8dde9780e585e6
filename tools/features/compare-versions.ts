import { BatchGetCommand, type BatchGetCommandOutput, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { partsOf } from '../../lambdas/streaming/domain/features/entity';
import { entityKinds } from '../../lambdas/streaming/domain/features/feature';
import { decodeState } from '../../lambdas/streaming/domain/features/state';
import { featureValues } from '../../lambdas/streaming/domain/features/values';
import { prefixOf } from '../../lambdas/streaming/domain/features/version';
import type { OpenTable } from '../operator/platform-table';

const stateSchema = z.object({
  pk: z.string(),
  org: z.string(),
  kind: z.enum(entityKinds),
  id: z.string(),
  s: z.string(),
  asOf: z.number(),
});
type State = z.infer<typeof stateSchema>;

/** Features of one entity in two versions, where they are not the same. */
export interface Difference {
  readonly org: string;
  /** Such as `user:42`. */
  readonly entity: string;
  /** By name: of the one version and of the other. */
  readonly features: Readonly<Record<string, readonly [number, number]>>;
}

export interface Comparison {
  readonly compared: number;
  /** Of them, how many the other version has anything of. */
  readonly found: number;
  readonly same: number;
  /** How much later the latest event is that the one version has of an entity than what the other has, at most (ms). */
  readonly behindMs: number;
  readonly differences: readonly Difference[];
}

export interface Compared {
  readonly one: number;
  readonly other: number;
  /** Entities that are compared. */
  readonly most: number;
  /** Milliseconds since the epoch: features are compared as of then. */
  readonly at: number;
}

/**
 * Compares features of entities that one version has with those that another has. Entities are taken in the order of the table, which is one of
 * hashes: as good as drawn by lot.
 */
export async function compareVersions(table: OpenTable, { one, other, most, at }: Compared): Promise<Comparison> {
  const differences: Difference[] = [];
  let [compared, found, behindMs] = [0, 0, 0];
  for await (const entity of entitiesOf(table, one)) {
    if (compared === most) break;
    compared += 1;
    const states = await statesOf(table, entity, [one, other]);
    const [ofOne, ofOther] = [one, other].map((version) => states.filter(({ pk }) => isOf(pk, version)));
    if (ofOther !== undefined && ofOther.length > 0) found += 1;
    const valuesOf = (own: readonly State[] = []) =>
      featureValues(
        entity.kind,
        own.map(({ s }) => decodeState(s)),
        at,
      );
    const latest = (own: readonly State[] = []) => Math.max(0, ...own.map(({ asOf }) => asOf));
    if (latest(ofOther) > 0) behindMs = Math.max(behindMs, latest(ofOne) - latest(ofOther));
    const [before, after] = [valuesOf(ofOne), valuesOf(ofOther)];
    const features = Object.entries(before).flatMap(([name, value]) =>
      value === after[name] ? [] : [[name, [value, after[name] ?? 0]] as const],
    );
    if (features.length > 0)
      differences.push({
        org: entity.org,
        entity: `${entity.kind}:${entity.id}`,
        features: Object.fromEntries(features),
      });
  }
  return { compared, found, same: compared - differences.length, behindMs, differences };
}

const isOf = (pk: string, version: number) => entityKinds.some((kind) => pk.startsWith(`${prefixOf(version)}${kind}#`));

/** A part of each entity of a version, page by page. */
async function* entitiesOf({ document, tableName }: OpenTable, version: number): AsyncGenerator<State> {
  const seen = new Set<string>();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await document.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey }));
    for (const item of page.Items ?? []) {
      const name = nameOf(String(item.pk), 0);
      if (!isOf(String(item.pk), version) || seen.has(name)) continue;
      seen.add(name);
      yield stateSchema.parse(item);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** The name of another part of the same entity. */
const nameOf = (pk: string, part: number): string => pk.replace(/#\d+$/, `#${part}`);

/** Every part of an entity in each of these versions, read at once. */
async function statesOf(
  { document, tableName }: OpenTable,
  { pk, kind }: State,
  [own, ...others]: readonly [number, number],
): Promise<State[]> {
  const bare = pk.slice(prefixOf(own).length);
  const parts = Array.from({ length: partsOf[kind] }, (_, part) => nameOf(bare, part));
  const keys = [own, ...others].flatMap((version) => parts.map((part) => ({ pk: `${prefixOf(version)}${part}` })));
  const states: State[] = [];
  let left: BatchGetCommandOutput['UnprocessedKeys'] = { [tableName]: { Keys: keys, ConsistentRead: true } };
  while (left && Object.keys(left).length > 0) {
    const answer: BatchGetCommandOutput = await document.send(new BatchGetCommand({ RequestItems: left }));
    states.push(...(answer.Responses?.[tableName] ?? []).map((item) => stateSchema.parse(item)));
    left = answer.UnprocessedKeys;
  }
  return states;
}
