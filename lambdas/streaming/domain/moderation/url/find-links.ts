import { normaliseHost } from './host';

/** An address in a text, whole or disguised. */
export interface Link {
  /** As `normaliseHost` tells. */
  readonly host: string;
  readonly from: number;
  readonly to: number;
  /** Written so that no program takes it for an address: `hxxp`, `[.]`, ` dot `. */
  readonly isDisguised: boolean;
  /** With a scheme or `www.` in front: surely an address. */
  readonly isExplicit: boolean;
}

/** Links beyond these are not looked at; a text with so many is stopped for their number. */
export const MOST_LINKS = 50;

const disguisedDot = String.raw`(?:\s?[[({<]\s?(?:\.|dot)\s?[\])}>]\s?|\s+dot\s+)`;
const dot = String.raw`(?:[.。．]|${disguisedDot})`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
// Every repetition is bounded, and neighbours begin differently: the time is linear in the text.
const host = String.raw`${label}(?:${dot}${label}){1,8}`;
const withScheme = String.raw`(?<scheme>h(?:tt|xx)ps?(?:\[:\]|:)\/\/|www${dot})(?:[^\s\/?#@]{0,100}@)?(?<explicit>${host}|${label})`;
const address = new RegExp(String.raw`${withScheme}|(?<![\p{L}\p{N}@])(?<bare>${host})(?!@)`, 'giu');
const disguise = new RegExp(`${disguisedDot}|hxxp|\\[:\\]`, 'iu');
const anyDot = new RegExp(dot, 'giu');
const www = /^www/i;

/** Ends that a bare word with a dot has to have to be an address: `end.Next` and `main.ts` are none. */
const ends = new Set(
  'com net org info biz io co me app dev xyz top click link shop online site store live club vip icu win bid loan work buzz ru cn tk ml ga cf gq cc ws to ly gg example test'.split(
    ' ',
  ),
);

/** @param isListed whether a list knows a host: such one is an address whatever it ends with */
export function findLinks(text: string, isListed: (host: string) => boolean): Link[] {
  const links: Link[] = [];
  for (const match of text.matchAll(address)) {
    if (links.length === MOST_LINKS) break;
    const { scheme, explicit, bare } = match.groups ?? {};
    const written = (scheme && www.test(scheme) ? `www.${explicit}` : (explicit ?? bare ?? '')).replace(anyDot, '.');
    const found = normaliseHost(written);
    if (!found || !(explicit || ends.has(found.slice(found.lastIndexOf('.') + 1)) || isListed(found))) continue;
    const from = match.index;
    links.push({
      ...{ host: found, from, to: from + match[0].length, isExplicit: explicit !== undefined },
      isDisguised: disguise.test(match[0]),
    });
  }
  return links;
}
