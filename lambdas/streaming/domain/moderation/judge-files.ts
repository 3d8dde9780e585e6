import type { CompiledPolicy } from './compiled-policy';
import { type Finding, type ItemFile, SURE, UNSURE } from './verdict';

const escalated = { filter: 'known-hashes', action: 'escalate', severity: UNSURE } as const;

/** Files that are known are judged by that; all others are left to a later tier, whatever they are. */
export function judgeFiles(files: readonly ItemFile[], compiled: CompiledPolicy, findings: Finding[]): void {
  for (const file of files) {
    const known = compiled.files.get(file.sha256);
    if (known?.action === 'approve') continue;
    if (known) {
      const { action, category, sha256: by } = known;
      findings.push({ filter: 'known-hashes', code: 'known-file', action, category, severity: SURE, by });
    } else findings.push(nearKnown(file, compiled) ?? { ...escalated, code: 'file-not-judged', by: file.sha256 });
  }
}

function nearKnown({ perceptualHash }: ItemFile, { nearImages, policy }: CompiledPolicy): Finding | undefined {
  const near = perceptualHash && nearImages.nearest(perceptualHash);
  const like = near && policy.known.nearImages.hashes[near.index];
  if (!like) return undefined;
  const { action, category, perceptualHash: by } = like;
  return { filter: 'known-hashes', code: 'near-known-image', action, category, severity: SURE, by };
}
