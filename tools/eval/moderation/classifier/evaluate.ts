import { afterClassifier } from '../../../../lambdas/streaming/domain/cascade/cascade';
import type { CascadePolicy } from '../../../../lambdas/streaming/domain/cascade/cascade-policy';
import { reliabilityOf } from '../../../../models/fraud/card/reliability';
import type { Classifier, Scores } from '../../../../models/moderation/classifier/classifier';
import { type LabelledText, labelledTexts, type TextsOptions } from '../../../../models/moderation/data/texts';
import { type Share, shareOf } from '../interval';
import { cleanSet } from '../moderation-set';
import { type Estimate, estimateOf } from './bootstrap';

/** Of one category, over texts of templates that the classifier has not seen. */
export interface CategoryRow {
  readonly category: string;
  readonly violating: number;
  /** Of what is likelier than not. NaN where nothing is. */
  readonly precision: Estimate;
  readonly recall: Estimate;
  readonly brier: Estimate;
  /** Of one who gives each text the share of the category. */
  readonly brierOfShare: number;
  readonly expectedCalibrationError: Estimate;
}

/** What tier 2 makes of texts by the thresholds of a policy. */
export interface DecisionRow {
  readonly texts: string;
  readonly violates: boolean;
  readonly count: number;
  readonly approved: Estimate;
  readonly rejected: Estimate;
  /** Left to tier 3: the rest, and what has no scores. */
  readonly unreadable: Share;
}

export interface ClassifierEvaluation {
  readonly classifier: { readonly version: number; readonly encoder: string };
  readonly seed: number;
  readonly thresholds: CascadePolicy['classifier'];
  readonly categories: readonly CategoryRow[];
  readonly decisions: readonly DecisionRow[];
}

export interface EvaluateClassifierOptions {
  readonly classifier: Classifier;
  /** Without any where there is nothing to say. */
  readonly scoresOf: (text: string) => Promise<Scores>;
  readonly policy: CascadePolicy;
  readonly seed: number;
  /** Texts of each category, and five times as many that break no rule. */
  readonly count: number;
}

interface Scored extends LabelledText {
  /** Undefined for what cannot be read. */
  readonly scores: Scores | undefined;
}

/** Measures a classifier on texts that it was not trained with. The same for the same options. */
export async function evaluateClassifier(options: EvaluateClassifierOptions): Promise<ClassifierEvaluation> {
  const { classifier, scoresOf, policy, seed, count } = options;
  const scored = (texts: readonly LabelledText[]) =>
    Promise.all(texts.map(async (each) => ({ ...each, scores: await readable(scoresOf, each.text) })));
  const held = (more: Partial<TextsOptions>) => scored(labelledTexts({ role: 'test', seed, count, ...more }));
  const heldOut = await held({});
  const unseen = await held({ unseenWords: true });
  const padded = await held({ around: PADDING, count: Math.ceil(count / 4) });
  const others = await scored(otherTexts(count, seed));
  const rows = (name: string, texts: readonly Scored[]) => decisionRows(name, texts, policy, seed);
  return {
    classifier: { version: classifier.version, encoder: classifier.encoder },
    ...{ seed, thresholds: policy.classifier },
    categories: classifier.categories.map((category) => categoryRow(category, heldOut, seed)),
    decisions: [
      ...rows('new sentences', heldOut),
      ...rows('new sentences, new words', unseen),
      ...rows(`among ${PADDING} others`, padded),
      ...[...Map.groupBy(others, ({ template }) => template)].flatMap(([kind, texts]) => rows(kind, texts)),
    ],
  };
}

/** Harmless sentences around a text. */
const PADDING = 6;

/** Undefined where there is nothing to say. */
async function readable(scoresOf: EvaluateClassifierOptions['scoresOf'], text: string): Promise<Scores | undefined> {
  const scores = await scoresOf(text);
  return Object.keys(scores).length > 0 ? scores : undefined;
}

/** Texts that break no rule, of sentences that were written for tier 1; each kind is told by its name. */
const otherTexts = (count: number, seed: number): LabelledText[] =>
  [...cleanSet(count, seed)].map(({ item, kind }) => ({ text: item.text ?? '', category: undefined, template: kind }));

const groupsOf = (texts: readonly Scored[]): Scored[][] => {
  const groups = [...Map.groupBy(texts, ({ template }) => template).values()];
  // Where templates are not told apart, each text stands for itself.
  return groups.length > 1 ? groups : texts.map((text) => [text]);
};

const ratio = (rows: readonly Scored[], of: (row: Scored) => boolean, holds: (row: Scored) => boolean): number => {
  const all = rows.filter(of);
  return all.filter(holds).length / all.length;
};

function categoryRow(category: string, texts: readonly Scored[], seed: number): CategoryRow {
  const isOf = (text: Scored) => text.category === category;
  const isFound = ({ scores }: Scored) => (scores?.[category] ?? 0) >= 0.5;
  const groups = groupsOf(texts);
  const reliability = (rows: readonly Scored[]) => {
    const readableRows = rows.filter(({ scores }) => scores !== undefined);
    const probabilities = Float64Array.from(readableRows, ({ scores }) => scores?.[category] ?? 0);
    return reliabilityOf(
      probabilities,
      Uint8Array.from(readableRows, (row) => (isOf(row) ? 1 : 0)),
    );
  };
  return {
    ...{ category, violating: texts.filter(isOf).length, brierOfShare: reliability(texts).brierOfShare },
    brier: estimateOf(groups, (rows) => reliability(rows).brier, seed),
    expectedCalibrationError: estimateOf(groups, (rows) => reliability(rows).expectedCalibrationError, seed),
    precision: estimateOf(groups, (rows) => ratio(rows, isFound, isOf), seed),
    recall: estimateOf(groups, (rows) => ratio(rows, isOf, isFound), seed),
  };
}

function decisionRows(name: string, all: readonly Scored[], policy: CascadePolicy, seed: number): DecisionRow[] {
  return [true, false].flatMap((violates) => {
    const texts = all.filter(({ category }) => (category !== undefined) === violates);
    if (texts.length === 0) return [];
    const groups = groupsOf(texts);
    const share = (decision: 'approve' | 'reject') =>
      estimateOf(
        groups,
        (rows) =>
          ratio(
            rows,
            () => true,
            (row) => decisionOf(row, policy) === decision,
          ),
        seed,
      );
    const unreadable = shareOf(texts.filter(({ scores }) => scores === undefined).length, texts.length);
    const [approved, rejected] = [share('approve'), share('reject')];
    return [{ texts: name, violates, count: texts.length, approved, rejected, unreadable }];
  });
}

function decisionOf({ scores }: Scored, policy: CascadePolicy): 'approve' | 'reject' | undefined {
  const next = afterClassifier(scores, policy, true);
  return next.kind === 'decide' ? next.decision : undefined;
}
