import { createHash } from 'node:crypto';
import type { EntityRef } from '../domain/features/entity';

/** SHA-256 of parts that cannot run into each other, of 22 characters. */
const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

/** The same for the same key of the same organisation, so that there is one decision whoever comes first. */
export const decisionIdOf = (org: string, idempotencyKey: string): string =>
  `d_${digest('decision', org, idempotencyKey)}`;

/** Hash of a request whose fields are in any order. */
export const requestHashOf = (request: object): string =>
  digest('request', JSON.stringify(Object.entries(request).sort(([one], [another]) => (one < another ? -1 : 1))));

export const decisionKey = (decisionId: string) => ({ pk: `decision#${decisionId}`, sk: 'decision' });

/** Ids of entities are their owner's: two organisations never share a history. Their names are not kept. */
export const historyKey = (org: string, { kind, id }: EntityRef, shard: number) => ({
  pk: `${kind}#${digest(kind, org, id)}#${shard}`,
});

/** Whether an entity is on a list of its organisation. */
export const listKey = (org: string, { kind, id }: EntityRef) => ({
  pk: `list#${kind}#${digest('list', kind, org, id)}`,
  sk: 'entry',
});

/** What was changed about an entity's place on a list: in the order of time, each its own item. */
export const listChangeKey = (org: string, ref: EntityRef, changeId: string) => ({
  ...listKey(org, ref),
  sk: `change#${changeId}`,
});

/** The same entries once more, where they can be listed: what deciding reads is spread by entity. */
export const listedKey = (org: string, kind: EntityRef['kind'], value: string) => ({
  pk: `lists#${digest('lists', kind, org)}`,
  sk: value,
});

/** What people of an organisation draft and approve. */
export type ApprovedKind = 'rules' | 'models';

/** All versions of such a thing. */
export const approvedKey = (kind: ApprovedKind, org: string) => ({ pk: `${kind}#${digest(kind, org)}` });

/** What a payment turned out to be, beside its decision. */
export const labelKey = (decisionId: string) => ({ pk: `decision#${decisionId}`, sk: 'label' });

/** One label of all that were told of a payment, as it was told. */
export const labelRevisionKey = (decisionId: string, revision: number) => ({
  ...labelKey(decisionId),
  sk: `label#${String(revision).padStart(8, '0')}`,
});

/** Index of the decisions that rules are tested with. */
export const SAMPLE_INDEX = 'Sample';

/** A day's part of an organisation's sample. */
export const sampleKey = (org: string, day: string, part: number) => `${digest('sample', org)}#${day}#${part}`;

/** Index of the same decisions for what is watched over all organisations. */
export const WATCH_INDEX = 'Watch';

/** A day's part of the whole sample. */
export const watchKey = (day: string, part: number) => `watch#${day}#${part}`;

/** Index of what waits for a person. */
export const REVIEW_INDEX = 'Reviews';

/** A payment that a person looks at, beside its decision. */
export const reviewKey = (decisionId: string) => ({ pk: `decision#${decisionId}`, sk: 'review' });

/** More than any expected loss, in minor units. */
const MOST_LOSS = 10 ** 15;

/** Where a review stands in its organisation's queue: the highest expected loss first. */
export const queuePlace = (org: string, expectedLoss: number, decisionId: string) => ({
  queueOf: queueOf(org),
  queueSort: `${String(MOST_LOSS - Math.round(expectedLoss)).padStart(16, '0')}#${decisionId}`,
});

export const queueOf = (org: string): string => digest('queue', org);
