import type { Finding, Verdict } from '../moderation/verdict';
import type { CascadePolicy } from './cascade-policy';
import type { ModelVerdict } from './model-verdict';
import type { CaseDecision } from './moderation-case';

/** What follows from a tier: a decision, a person, or the next tier. */
export type Next =
  | { readonly kind: 'decide'; readonly decision: CaseDecision; readonly category?: string | undefined }
  | { readonly kind: 'hold'; readonly category?: string | undefined }
  | { readonly kind: 'ask' };

/** Likelihood (0 to 1) of each category, as the classifier has it. */
export type Scores = Readonly<Record<string, number>>;

/** What filters found that no model sees: files, and what could not be read as a whole. */
const unseen: ReadonlySet<string> = new Set([
  ...['file-not-judged', 'near-known-image', 'not-judged'],
  ...['image-label', 'image-not-screened', 'image-refused', 'image-not-labelled'],
]);

/** Whether tiers that read text alone may approve. */
export const mayApprove = ({ findings }: Verdict): boolean => !findings.some(({ code }) => unseen.has(code));

const hold: Next = { kind: 'hold' };
const ask: Next = { kind: 'ask' };

/** Tier 1: most items end here. What is grave goes to a person at once, and so does what no model can read. */
export function afterFilters(verdict: Verdict, policy: CascadePolicy, hasWords: boolean): Next {
  const { decision, findings } = verdict;
  if (decision !== 'escalate') return { kind: 'decide', decision, category: categoryOf(findings, 'reject') };
  if (!hasWords || gravityOf(findings, policy) >= policy.peopleFrom)
    return { kind: 'hold', category: categoryOf(findings, 'escalate') };
  return ask;
}

/** Tier 2; without scores, as where the classifier does not answer, the next tier is asked. */
export function afterClassifier(scores: Scores | undefined, { classifier }: CascadePolicy, canApprove: boolean): Next {
  const [category, likelihood] = likeliest(scores) ?? [];
  if (likelihood === undefined) return ask;
  if (likelihood >= classifier.rejectFrom) return { kind: 'decide', decision: 'reject', category };
  return likelihood <= classifier.approveTo && canApprove ? { kind: 'decide', decision: 'approve' } : ask;
}

/** Tier 3; without an answer that says something, a person is asked. */
export function afterModel(verdict: ModelVerdict | undefined, { model }: CascadePolicy, canApprove: boolean): Next {
  if (!verdict) return hold;
  const { decision, confidence, category } = verdict;
  if (decision === 'reject' && category !== undefined)
    return confidence >= model.rejectFrom ? { kind: 'decide', decision, category } : { kind: 'hold', category };
  return decision === 'approve' && confidence >= model.approveFrom && canApprove ? { kind: 'decide', decision } : hold;
}

export function likeliest(scores: Scores | undefined): readonly [string, number] | undefined {
  return Object.entries(scores ?? {}).sort(([, one], [, other]) => other - one)[0];
}

/** Rules that a text can break: tiers 2 and 3 judge by these. */
export const textRules = ({ rules }: CascadePolicy) => rules.filter((rule) => rule.of !== 'images');

/** Of a category, 1 to 5; of one that the policy does not have, the least. */
export const severityOf = ({ rules }: CascadePolicy, category: string | undefined): number =>
  rules.find((rule) => rule.category === category)?.severity ?? 1;

/** The worst that was found: as the finding has it, or its category. */
export const gravityOf = (findings: readonly Finding[], policy: CascadePolicy): number =>
  Math.max(1, ...findings.map(({ severity, category }) => Math.max(severity, severityOf(policy, category))));

const categoryOf = (findings: readonly Finding[], action: Finding['action']): string | undefined =>
  findings.find((finding) => finding.action === action && finding.category !== undefined)?.category;
