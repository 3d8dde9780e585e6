import type { CascadePolicy } from './cascade-policy';
import type { ModerationCase } from './moderation-case';

type Drawn = Pick<ModerationCase, 'digest'> & { readonly policy: Pick<ModerationCase['policy'], 'hash'> };

const half = (hash: string): number => Number.parseInt(hash.slice(0, 8), 16);

/**
 * Whether a case is of the share that people audit: by hashes, so that one that is delivered again is drawn again. The policy's hash, which
 * authors do not know, keeps them from writing texts that never are.
 */
export const drawnForAudit = ({ digest, policy }: Drawn, { audit }: CascadePolicy): boolean =>
  audit !== undefined && (half(digest) ^ half(policy.hash)) >>> 0 < audit.share * 2 ** 32;
