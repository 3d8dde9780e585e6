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
const dot = `(?:[.。．]|${disguisedDot})`;
// Without the Unicode flag, which makes this several times slower: all beyond Latin's signs counts as letters.
const letter = String.raw`a-z0-9\u00aa-\u1fff\u2c00-\u2fff\u3005-\ufefe\uff10-\uffdc`;
const label = `[${letter}](?:[${letter}-]{0,61}[${letter}])?`;
// Every repetition is bounded, and neighbours begin differently: the time is linear in the text.
const host = `${label}(?:${dot}${label}){1,8}`;
const withScheme = String.raw`(h(?:tt|xx)ps?(?:\[:\]|:)\/\/|www${dot})(?:[^\s\/?#@]{0,100}@)?(${host}|${label})`;
const address = new RegExp(`${withScheme}|(?<![${letter}@])(${host})(?!@)`, 'gi');
const disguise = new RegExp(`${disguisedDot}|hxxp|\\[:\\]`, 'i');
const anyDot = new RegExp(dot, 'gi');
const www = /^www/i;

/** Ends that a bare word with a dot has to have to be an address: `end.Next` and `main.ts` are none. */
const ends = new Set(
  'com net org info biz io co me app dev xyz top click link shop online site store live club vip icu win bid loan work buzz ru cn tk ml ga cf gq cc ws to ly gg example test'.split(
    ' ',
  ),
);

/** Longer than what an address has before its first dot, and after its last one. */
const BEFORE = 200;
const AFTER = 400;

/**
 * @param span where dots of addresses are
 * @param isListed whether a list knows a host: such one is an address whatever it ends with
 */
export function findLinks(
  text: string,
  span: { from: number; to: number },
  isListed: (host: string) => boolean,
): Link[] {
  const links: Link[] = [];
  const start = span.from > BEFORE ? text.indexOf(' ', span.from - BEFORE) + 1 : 0;
  const begin = Math.min(start, span.from);
  const near = text.slice(begin, span.to + AFTER);
  address.lastIndex = 0;
  for (let match = address.exec(near); match && links.length < MOST_LINKS; match = address.exec(near)) {
    const found = hostOf(match, isListed);
    if (found === undefined) continue;
    const [whole, , explicit] = match;
    const from = begin + match.index;
    links.push({
      ...{ host: found, from, to: from + whole.length, isExplicit: explicit !== undefined },
      isDisguised: disguise.test(whole),
    });
  }
  return links;
}

function hostOf([, scheme, explicit, bare]: RegExpExecArray, isListed: (host: string) => boolean): string | undefined {
  const written = (explicit ?? bare ?? '').replace(anyDot, '.');
  const host = normaliseHost(scheme && www.test(scheme) ? `www.${written}` : written);
  if (host === undefined || explicit !== undefined) return host;
  return ends.has(host.slice(host.lastIndexOf('.') + 1)) || isListed(host) ? host : undefined;
}
