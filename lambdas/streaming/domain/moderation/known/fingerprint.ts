import type { Words } from '../text/words';
import { mixed } from './simhash';

/** SHA-256 as 64 lower-case hexadecimal digits; the domain has none of its own. */
export type Sha256 = (text: string) => string;

/**
 * 32 bits of a text's words, disguised or not: a cheap look before a dear one. Only where a known text has the same is the SHA-256
 * computed that decides.
 */
export const checkOf = ({ check, count }: Words): number => mixed(check ^ count) >>> 0;
