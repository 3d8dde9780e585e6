import type { CompiledPolicy } from './compiled-policy';
import { type Finding, type ItemFile, SURE, UNSURE } from './verdict';

/**
 * Files that are known are judged by that, images by their likeness to known ones and by what they show. Whatever nothing is known of is left to a
 * later tier.
 */
export function judgeFiles(files: readonly ItemFile[], compiled: CompiledPolicy, findings: Finding[]): void {
  for (const file of files) {
    const known = compiled.files.get(file.sha256);
    if (known?.action === 'approve') continue;
    if (known) {
      const { action, category, sha256: by } = known;
      findings.push({ filter: 'known-hashes', code: 'known-file', action, category, severity: SURE, by });
    } else judgeUnknown(file, compiled, findings);
  }
}

function judgeUnknown(file: ItemFile, compiled: CompiledPolicy, findings: Finding[]): void {
  const near = nearKnown(file, compiled);
  if (near) findings.push(near);
  const { labels, sha256, unseen: code = 'file-not-judged' } = file;
  const rules = compiled.policy.images ?? [];
  if (labels && rules.length > 0) judgeLabels(file, compiled, findings);
  else if (!near) findings.push({ filter: 'known-hashes', action: 'escalate', severity: UNSURE, code, by: sha256 });
}

function nearKnown({ perceptualHash }: ItemFile, { nearImages, policy }: CompiledPolicy): Finding | undefined {
  const near = perceptualHash && nearImages.nearest(perceptualHash);
  const like = near && policy.known.nearImages.hashes[near.index];
  if (!like) return undefined;
  const { action, category, perceptualHash: by } = like;
  return { filter: 'known-hashes', code: 'near-known-image', action, category, severity: SURE, by };
}

/** Each rule by the surest label of its name, however that is spelled in capitals. */
function judgeLabels({ labels = [], sha256 }: ItemFile, { policy }: CompiledPolicy, findings: Finding[]): void {
  for (const { label, category, approveBelow, rejectFrom = Number.POSITIVE_INFINITY } of policy.images ?? []) {
    const name = label.toLowerCase();
    const own = labels.filter((seen) => seen.name.toLowerCase() === name);
    const confidence = Math.max(-1, ...own.map((seen) => seen.confidence));
    if (confidence < approveBelow) continue;
    const isSure = confidence >= rejectFrom;
    const [action, severity] = isSure ? (['reject', SURE] as const) : (['escalate', UNSURE] as const);
    const by = `${sha256} ${label} ${confidence.toFixed(1)}`;
    findings.push({ filter: 'image-labels', code: 'image-label', action, category, severity, by });
  }
}
