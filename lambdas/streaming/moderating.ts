import type { Scores } from './domain/cascade/cascade';
import { type Content, contentOf, type Looks } from './domain/cascade/content';
import {
  type Answer,
  type Judging,
  judgedByClassifier,
  judgedByFilters,
  judgedByModel,
  type Question,
  type ReadyPolicy,
} from './domain/cascade/judging';
import type { ModelVerdict } from './domain/cascade/model-verdict';
import { isUnsettled, type ModerationCase } from './domain/cascade/moderation-case';
import type { KnownEvent } from './domain/events/read-record';

/** Where cases are kept: each write is one, on condition that nobody wrote the same case since it was read. */
export interface CaseWriter {
  /** Writes a case that is not there. @returns the one that is; undefined where it was written */
  create(given: ModerationCase): Promise<ModerationCase | undefined>;
  /** @returns whether it was written */
  put(given: ModerationCase): Promise<boolean>;
}

/** What is known of images, all of which an organisation has uploaded by itself. */
export interface ImageLooks {
  of(content: Content): Promise<Looks>;
  /** Notes that a version waits for these: who looks at one of them has it judged again. Comes before its case is written. */
  expect(content: Content, looks: Looks): Promise<void>;
}

export interface ModeratingDeps {
  readonly cases: CaseWriter;
  /** Undefined where nobody looks at images: then all that no list knows are for people. */
  readonly images?: ImageLooks | undefined;
  /** What an organisation's items are judged by now. Rejects where it cannot be had: nothing is judged by another one. */
  readonly policyOf: (org: string) => Promise<ReadyPolicy>;
  /** Tier 2, within so many milliseconds; never rejects. Undefined where the stage has none. */
  readonly classify?: ((question: Question, leftMs: number) => Promise<Answer<Scores>>) | undefined;
  /** Tier 3, the same, which there always is. */
  readonly askModel: (question: Question, leftMs: number) => Promise<Answer<ModelVerdict>>;
  /** Takes one call of tier 3 out of its budget; false when that is spent. */
  readonly takeCall: (at: number) => Promise<boolean>;
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
 * not published. One that is held for its images alone is judged again by the same event, while it has no verdict and nobody has it.
 *
 * @throws what the stores of cases, images or policies throw: then it comes again
 */
export function createModerating(deps: ModeratingDeps) {
  const { cases, policyOf, now } = deps;
  return async function moderate(event: KnownEvent): Promise<Moderated> {
    const content = contentOf(event);
    const ready = await policyOf(content.org);
    const startedAt = now();
    const judgeNow = () => judgedWithImages(deps, event, content, ready, startedAt);
    const first = await judgeNow();
    const before = await cases.create(first.case);
    const stored = before ?? { ...first.case, change: 1 };
    if (stored.digest !== first.case.digest) return { kind: 'conflict' };
    const asStored: Moderated = before ? { kind: 'duplicate' } : { kind: 'judged', case: first.case };
    if (!isUnsettled(stored, startedAt)) return asStored;
    // Who looked at an image since then may have found no case to have judged again.
    const latest = first.case.awaits ? await judgeNow() : first;
    if (latest.case.awaits && stored.awaits) return asStored;
    const judged = await askTiers(deps, { content, policy: ready.policy }, latest, startedAt + deps.mostMs);
    const settled = { ...judged.case, path: [...pathBefore(stored), ...judged.case.path], change: stored.change };
    return (await cases.put(settled)) ? { kind: 'judged', case: settled } : { kind: 'duplicate' };
  };
}
export type Moderate = ReturnType<typeof createModerating>;

const pathBefore = ({ awaits, path }: ModerationCase) => (awaits ? path : []);

/** By the filters, with what is known of its images. */
async function judgedWithImages(
  { images }: ModeratingDeps,
  { id, occurredAt }: KnownEvent,
  content: Content,
  ready: ReadyPolicy,
  at: number,
): Promise<Judging> {
  if (!images || content.images.length === 0) return judgedByFilters(content, ready, at);
  const looks = await images.of(content);
  const judged = judgedByFilters(content, ready, at, { looks, event: { id, occurredAt } });
  if (judged.case.awaits) await images.expect(content, looks);
  return judged;
}
async function askTiers(deps: ModeratingDeps, question: Question, filtered: Judging, until: number): Promise<Judging> {
  const { now, classify } = deps;
  if (filtered.next.kind !== 'ask') return filtered;
  const { policy } = question;
  const scores = await classify?.(question, until - now());
  const classified = scores ? judgedByClassifier(filtered, scores, policy, now()) : filtered;
  if (classified.next.kind !== 'ask') return classified;
  const verdict = await askWithinBudget(deps, question, until);
  return judgedByModel(classified, verdict, policy, now());
}

async function askWithinBudget(deps: ModeratingDeps, question: Question, until: number): Promise<Answer<ModelVerdict>> {
  const { takeCall, askModel, now } = deps;
  if (!(until > now())) return { unavailable: 'no time left' };
  return (await takeCall(now())) ? askModel(question, until - now()) : { unavailable: 'budget spent' };
}
