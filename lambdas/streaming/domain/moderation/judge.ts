import type { CompiledPolicy } from './compiled-policy';
import { judgeFiles } from './judge-files';
import { judgeText, notJudged } from './judge-text';
import { reasonsOf } from './reasons';
import { type Decision, type Finding, filters, type Item, type Step, UNSURE, type Verdict } from './verdict';

/** Steps of an item in which nothing was found; most are such. */
const allClear: readonly Step[] = filters.map((filter) => ({ tier: 1, filter, outcome: 'clear' }));

/**
 * Tier 1: what filters without a model say of an item. It is rejected where something certain was found, held for a later tier where
 * something was found or could not be judged, and approved otherwise. Takes time by the length of the item alone, and throws for no
 * text and no file whatever.
 */
export function judge(item: Item, compiled: CompiledPolicy): Verdict {
  const findings: Finding[] = [];
  const { text = '', files = [] } = item;
  judgeText(text, compiled, findings);
  if (files.length > 0) judgeFiles(files, compiled, findings);
  if (files.length === 0 && text.trim() === '') findings.push(notJudged('known-hashes', 'nothing to judge'));
  judgeAuthor(item, compiled, findings);
  const { itemId } = item;
  const { version } = compiled;
  if (findings.length === 0)
    return { itemId, decision: 'approve', path: allClear, reasons: [], findings, policy: version };
  const decision = decisionOf(findings);
  return {
    itemId,
    decision,
    path: pathOf(findings),
    reasons: reasonsOf(findings, compiled),
    findings,
    policy: version,
  };
}

const decisionOf = (findings: readonly Finding[]): Decision =>
  findings.some(({ action }) => action === 'reject') ? 'reject' : 'escalate';

function pathOf(findings: readonly Finding[]): Step[] {
  const path = allClear.slice();
  for (const { filter, action } of findings) {
    const place = filters.indexOf(filter);
    if (path[place]?.outcome !== 'reject') path[place] = { tier: 1, filter, outcome: action };
  }
  return path;
}

function judgeAuthor({ author }: Item, { policy }: CompiledPolicy, findings: Finding[]): void {
  const { leastAgeDays, mostRejections } = policy.authors;
  if (!(author.ageDays >= leastAgeDays))
    findings.push({ filter: 'author', action: 'escalate', code: 'new-author', severity: UNSURE });
  if (author.rejections > mostRejections)
    findings.push({ filter: 'author', action: 'escalate', code: 'rejected-author', severity: UNSURE });
}
