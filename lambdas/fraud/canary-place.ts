import { createHash } from 'node:crypto';
import type { Challenger } from './domain/model/lineup';

const BITS = 48;

/** Where an account stands among all of its organisation's, from 0 to 1, without 1; elsewhere for another challenger. */
export function canaryPlace(org: string, account: string, sha256: string): number {
  const hash = createHash('sha256')
    .update(JSON.stringify(['canary', sha256, org, account]))
    .digest();
  return hash.readUIntBE(0, BITS / 8) / 2 ** BITS;
}

/** Whether a challenger takes part in payments of an account: always, or never. */
export const takesPart = ({ sha256, share }: Challenger, org: string, account: string): boolean =>
  canaryPlace(org, account, sha256) < share;
