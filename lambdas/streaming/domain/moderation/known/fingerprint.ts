import type { Words } from '../match/words';
import { mixed } from './simhash';

/** SHA-256 as 64 lower-case hexadecimal digits; the domain has none of its own. */
export type Sha256 = (text: string) => string;

/**
 * 32 bits of a text's words, disguised or not: a cheap look before a dear one. Only where a known text has the same is the SHA-256
 * computed that decides.
 */
export function checkOf({ hash, count }: Words): number {
  let check = count;
  for (let index = 0; index < count; index += 1) check = Math.imul(check, 31) + (hash[index] as number);
  return mixed(check) >>> 0;
}
