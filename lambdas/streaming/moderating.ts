import type { Scores } from './domain/cascade/cascade';
import { type Content, contentOf } from './domain/cascade/content';
import {
  type Answer,
  type Judging,
  judgedByClassifier,
  judgedByFilters,
  judgedByModel,
  type ReadyPolicy,
} from './domain/cascade/judging';
import type { ModelVerdict } from './domain/cascade/model-verdict';
import type { ModerationCase } from './domain/cascade/moderation-case';
import type { KnownEvent } from './domain/events/read-record';

/** Where cases are kept: each write is one, on condition that nobody wrote the same case since it was read. */
export interface CaseWriter {
  /** Writes a case that is not there. @returns the one that is; undefined where it was written */
  create(given: ModerationCase): Promise<ModerationCase | undefined>;
  /** @returns whether it was written */
  put(given: ModerationCase): Promise<boolean>;
}

export interface ModeratingDeps {
  readonly cases: CaseWriter;
  readonly ready: ReadyPolicy;
  /** Tier 2, within so many milliseconds; never rejects. */
  readonly classify: (content: Content, leftMs: number) => Promise<Answer<Scores>>;
  /** Tier 3, the same. */
  readonly askModel: (content: Content, leftMs: number) => Promise<Answer<ModelVerdict>>;
  /** Takes one call of tier 3 out of its budget; false when that is spent. */
  readonly takeCall: (content: Content, at: number) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds in which all tiers together have to answer. */
  readonly mostMs: number;
}

export type Moderated =
  | { readonly kind: 'judged'; readonly case: ModerationCase }
  /** This very version has been judged. */
  | { readonly kind: 'duplicate' }
  /** Something else was submitted before as the same version: it has no verdict, and gets none. */
  | { readonly kind: 'conflict' };

/**
 * Judges a version of an item once, however often it is delivered and wherever the one before was lost. The case is written before tiers are
 * asked that may take their time, and settled by one write, which only one of all who judged it makes. Between them it is pending, and
 * not published.
 *
 * @throws what the store throws: then it comes again
 */
export function createModerating(deps: ModeratingDeps) {
  const { cases, ready, now } = deps;
  return async function moderate(event: KnownEvent): Promise<Moderated> {
    const content = contentOf(event);
    const startedAt = now();
    const filtered = judgedByFilters(content, ready, startedAt);
    const before = await cases.create(filtered.case);
    if (before && before.digest !== filtered.case.digest) return { kind: 'conflict' };
    if (before && before.status !== 'pending') return { kind: 'duplicate' };
    if (!before && filtered.next.kind !== 'ask') return { kind: 'judged', case: filtered.case };
    const judged = await askTiers(deps, content, filtered, startedAt + deps.mostMs);
    const settled = { ...judged.case, change: before?.change ?? 1 };
    return (await cases.put(settled)) ? { kind: 'judged', case: settled } : { kind: 'duplicate' };
  };
}
export type Moderate = ReturnType<typeof createModerating>;

async function askTiers(deps: ModeratingDeps, content: Content, filtered: Judging, until: number): Promise<Judging> {
  const { now, ready } = deps;
  if (filtered.next.kind !== 'ask') return filtered;
  const scores = await deps.classify(content, until - now());
  const classified = judgedByClassifier(filtered, scores, ready.policy, now());
  if (classified.next.kind !== 'ask') return classified;
  const verdict = await askWithinBudget(deps, content, until);
  return judgedByModel(classified, verdict, ready.policy, now());
}

async function askWithinBudget(deps: ModeratingDeps, content: Content, until: number): Promise<Answer<ModelVerdict>> {
  const { takeCall, askModel, now } = deps;
  if (!(until > now())) return { unavailable: 'no time left' };
  return (await takeCall(content, now())) ? askModel(content, until - now()) : { unavailable: 'budget spent' };
}
