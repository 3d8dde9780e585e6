import type { Sha256 } from './known/fingerprint';
import { type Policy, PolicyError, parsePolicy } from './policy';
import { canonicalJson, policyHash } from './policy-hash';

/** The form a policy is stored and shipped in: JSON `{ format, hash, policy }`, the same bytes for the same policy. */
const FORMAT = 'moderation-policy/1';

export const encodePolicy = (policy: Policy, sha256: Sha256): string =>
  canonicalJson({ format: FORMAT, hash: policyHash(policy, sha256), policy });

/** @throws PolicyError for another format, a hash that is not the policy's, or a policy that is none */
export function decodePolicy(text: string, sha256: Sha256): Policy {
  const { format, hash, policy: data } = parsed(text);
  if (format !== FORMAT)
    throw new PolicyError(`The artefact has the format ${JSON.stringify(format)}; ${FORMAT} is read`);
  const policy = parsePolicy(data);
  const actual = policyHash(policy, sha256);
  if (hash !== actual)
    throw new PolicyError(`The artefact says its policy has the hash ${JSON.stringify(hash)}, but it has ${actual}`);
  return policy;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below, as any other text that is no artefact.
  }
  throw new PolicyError('The artefact is no JSON object');
}
