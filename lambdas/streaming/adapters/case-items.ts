import * as z from 'zod/mini';
import { digest } from '../../shared/hash';
import { awaitsAudit, caseSchema, isWaiting, type ModerationCase, waitsSince } from '../domain/cascade/moderation-case';
import type { Waiting } from '../domain/cascade/review-ages';

/** All versions of an item, the latest last. */
export const itemPk = (org: string, id: string): string => `content#${digest('content', org, id)}`;

export const caseKey = (org: string, id: string, version: number) => ({
  pk: itemPk(org, id),
  sk: `version#${String(version).padStart(9, '0')}`,
});

/** Index of what waits for a person: only such cases have its attributes. */
export const REVIEW_QUEUE_INDEX = 'ReviewQueue';

/** Seniors have a queue of their own, and so have blind audits. */
export const queueNames = ['moderators', 'senior-moderators', 'audits'] as const;
export type QueueName = (typeof queueNames)[number];

export const queueOf = (org: string, queue: QueueName): string => digest('queue', org, queue);

const MOST_SEVERITY = 9;
/** Of what waits for an audit: how grave it is would say what was decided. */
export const AUDIT_SEVERITY = 0;

/** The gravest first, and of those the one that waits longest. */
function queuePlace(given: ModerationCase) {
  const { content, status, severity } = given;
  const { org, id, version } = content;
  const isAudit = status === 'decided';
  const queue = isAudit ? 'audits' : status === 'escalated' ? 'senior-moderators' : 'moderators';
  const time = String(waitsSince(given)).padStart(15, '0');
  return {
    queueOf: queueOf(org, queue),
    queueSort: `${MOST_SEVERITY - (isAudit ? AUDIT_SEVERITY : severity)}#${time}#${digest(id, String(version))}`,
  };
}

/** How grave it is, 0 for an audit, and since when it waits, as its place in a queue tells. @throws Error for no such place */
export function waitingAt(queueSort: string): Waiting {
  const [, rest, since] = /^(\d)#(\d{15})#/.exec(queueSort) ?? [];
  if (rest === undefined) throw new Error(`${JSON.stringify(queueSort)} is no place in a queue`);
  return { severity: MOST_SEVERITY - Number(rest), since: Number(since) };
}

/** Index of what people found: what classifiers are trained with and measured by. Only cases that a person decided have its attributes. */
export const LABEL_INDEX = 'Labels';

export const labelsOf = (org: string, day: string): string => `${digest('labels', org)}#${day}`;

function labelPlace({ content, verdict, rulings, audit }: ModerationCase) {
  const latest = rulings.at(-1) ?? audit?.finding ?? verdict;
  if (latest?.by === undefined) return undefined;
  const at = new Date(latest.at).toISOString();
  return { labelOf: labelsOf(content.org, at.slice(0, 10)), labelSort: `${at}#${digest(content.id)}` };
}

/** Of what people judged, all that has a trait: what it is like others in. */
export const traitKey = (org: string, trait: string): string => `trait#${digest('trait', org, trait)}`;

/** All versions of an organisation's policy. */
export const policyKey = (org: string) => ({ pk: `policy#${digest('policy', org)}` });

/** Month's calls of tier 3, in parts. */
export const budgetKey = (month: string, part: number) => ({ pk: `model-budget#${month}#${part}`, sk: 'calls' });

const DAY_SECONDS = 86_400;

/**
 * A case as it is stored after a step. What waits for a person is kept until somebody decides.
 *
 * @param keptDays days after its latest decision for which a case is kept
 */
export function caseItem(given: ModerationCase, keptDays: number): Record<string, unknown> {
  const { org, id, version, receivedAt } = given.content;
  const decidedAt = (given.rulings.at(-1) ?? given.verdict)?.at ?? receivedAt;
  const isOpen = isWaiting(given) || given.status === 'pending';
  return {
    ...caseKey(org, id, version),
    ...given,
    change: given.change + 1,
    ...((isWaiting(given) || awaitsAudit(given)) && queuePlace(given)),
    ...labelPlace(given),
    ...(!isOpen && { ttl: Math.floor(decidedAt / 1000) + keptDays * DAY_SECONDS }),
  };
}

/** @throws Error for another item */
export const readCase = (item: unknown): ModerationCase => z.parse(caseSchema, item);
