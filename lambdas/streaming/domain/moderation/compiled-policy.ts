import { fromHex } from './known/bits';
import type { Sha256 } from './known/fingerprint';
import { createNearIndex } from './known/near-index';
import { compilePatterns, createMatcher } from './match/matcher';
import type { Pattern } from './match/pattern';
import type { Policy } from './policy';
import { policyHash } from './policy-hash';
import { bitmapOf } from './text/bitmap';
import { compileHosts } from './url/reputation';

/** The category of words that only tell in what way a text speaks; no policy can name one so. */
const CONTEXT = '(context)';
export const isContext = ({ category }: Pattern): boolean => category === CONTEXT;

/**
 * A policy that is ready to be judged by. It holds buffers: one verdict at a time.
 *
 * Takes about 128 bytes of memory for each letter of its patterns.
 */
export function compilePolicy(policy: Policy, sha256: Sha256) {
  const { known, categories, links } = policy;
  const contexts = policy.contexts.map(
    (text, index): Pattern => ({
      ...{ id: `context-${index}`, text, category: CONTEXT, action: 'escalate', severity: 1, wholeWord: true },
    }),
  );
  return {
    policy,
    sha256,
    version: { id: policy.id, version: policy.version, hash: policyHash(policy, sha256) },
    matcher: createMatcher(compilePatterns([...policy.patterns, ...contexts]), policy.maxLength),
    categories: new Map(categories.map((category) => [category.id, category])),
    hosts: compileHosts(links),
    texts: Map.groupBy(known.texts, ({ check }) => check | 0),
    textChecks: bitmapOf(known.texts.map(({ check }) => check)),
    nearTexts: createNearIndex(
      known.nearTexts.hashes.map(({ simHash }) => fromHex(simHash)),
      known.nearTexts.within,
    ),
    files: new Map(known.files.map((file) => [file.sha256, file])),
    nearImages: createNearIndex(
      known.nearImages.hashes.map(({ perceptualHash }) => fromHex(perceptualHash)),
      known.nearImages.within,
    ),
  };
}
export type CompiledPolicy = ReturnType<typeof compilePolicy>;
