import { createHash } from 'node:crypto';
import { compilePolicy } from '../../../lambdas/streaming/domain/moderation/compiled-policy';
import { judge } from '../../../lambdas/streaming/domain/moderation/judge';
import { parsePolicy } from '../../../lambdas/streaming/domain/moderation/policy';
import type { Decision } from '../../../lambdas/streaming/domain/moderation/verdict';
import { policyOf } from './block-list';
import { type Share, shareOf } from './interval';
import { cleanSet, type Labelled, MIXTURE, trafficSet, violatingSet } from './moderation-set';
import { heldOut, type ObfuscationKind } from './obfuscations';

/** What became of the items of one kind. */
export interface KindRow {
  readonly kind: string;
  readonly items: number;
  readonly approved: Share;
  readonly rejected: Share;
  readonly escalated: Share;
}

/** Of violating items: `caught` are those that were not approved. */
export interface ViolatingRow extends KindRow {
  readonly caught: Share;
  /** Whether the matcher was not written with this disguise in mind. */
  readonly heldOut: boolean;
}

export interface Evaluation {
  readonly seed: number;
  readonly patterns: number;
  readonly violating: readonly ViolatingRow[];
  /** All disguises that the matcher was written for, and all others. */
  readonly recall: { readonly known: Share; readonly heldOut: Share };
  readonly clean: readonly KindRow[];
  /** Clean items that were rejected: published never, though nothing was wrong. */
  readonly falsePositives: { readonly clean: Share; readonly hard: Share };
  /** Of traffic as it may come in. `missed` are violating items that were approved, among the violating ones. */
  readonly traffic: KindRow & { readonly missed: Share; readonly wronglyRejected: Share };
}

export interface EvaluateOptions {
  readonly seed: number;
  /** Items of each kind, and a tenth of those of traffic. */
  readonly count: number;
  readonly patterns: number;
}

const hardKinds: ReadonlySet<string> = new Set(['hard', 'about-rules']);

/** Judges a generated set, of which it is known what breaks a rule. The same for the same options. */
export function evaluate({ seed, count, patterns }: EvaluateOptions): Evaluation {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const policy = compilePolicy(parsePolicy(policyOf({ patterns, seed })), sha256);
  const judged = (set: Iterable<Labelled>) =>
    [...set].map((labelled) => ({ ...labelled, decision: judge(labelled.item, policy).decision }));
  const [violating, clean, traffic] = [
    violatingSet(count, seed),
    cleanSet(count, seed),
    trafficSet(10 * count, seed),
  ].map(judged) as [Judged[], Judged[], Judged[]];
  const isHeldOut = ({ kind }: Judged) => heldOut.has(kind as ObfuscationKind);
  const isHard = ({ kind }: Judged) => hardKinds.has(kind);
  const broken = traffic.filter(({ violates }) => violates);
  const fine = traffic.filter(({ violates }) => !violates);
  return {
    ...{ seed, patterns },
    violating: byKind(violating).map((items) => ({
      ...rowOf(items[0]?.kind ?? '', items),
      caught: shareWhere(items, isCaught),
      heldOut: items.some(isHeldOut),
    })),
    recall: {
      known: shareWhere(
        violating.filter((each) => !isHeldOut(each) && each.kind !== MIXTURE),
        isCaught,
      ),
      heldOut: shareWhere(violating.filter(isHeldOut), isCaught),
    },
    clean: byKind(clean).map((items) => rowOf(items[0]?.kind ?? '', items)),
    falsePositives: {
      clean: shareWhere(
        clean.filter((each) => !isHard(each)),
        isRejected,
      ),
      hard: shareWhere(clean.filter(isHard), isRejected),
    },
    traffic: {
      ...rowOf('traffic', traffic),
      missed: shareWhere(broken, (each) => !isCaught(each)),
      wronglyRejected: shareWhere(fine, isRejected),
    },
  };
}

type Judged = Labelled & { readonly decision: Decision };

const isCaught = ({ decision }: Judged): boolean => decision !== 'approve';
const isRejected = ({ decision }: Judged): boolean => decision === 'reject';

const byKind = (items: readonly Judged[]): Judged[][] => [...Map.groupBy(items, ({ kind }) => kind).values()];

const shareWhere = (items: readonly Judged[], holds: (item: Judged) => boolean): Share =>
  shareOf(items.filter(holds).length, items.length);

function rowOf(kind: string, items: readonly Judged[]): KindRow {
  const share = (decision: Decision) => shareWhere(items, (item) => item.decision === decision);
  return {
    kind,
    items: items.length,
    approved: share('approve'),
    rejected: share('reject'),
    escalated: share('escalate'),
  };
}
