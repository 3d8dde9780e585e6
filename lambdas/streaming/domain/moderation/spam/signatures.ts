import type { Features } from './features';
import type { SpamRules } from './spam-rules';

export interface SpamScore {
  readonly score: number;
  /** Ids of the signs that the text shows. */
  readonly signatures: readonly string[];
}

export function spamScore({ signatures }: SpamRules, features: Features): SpamScore {
  let score = 0;
  let shown: string[] | undefined;
  for (const { id, feature, from, weight } of signatures) {
    if (features[feature] < from) continue;
    score += weight;
    shown ??= [];
    shown.push(id);
  }
  return { score, signatures: shown ?? [] };
}
