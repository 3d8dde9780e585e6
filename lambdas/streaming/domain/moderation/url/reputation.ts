import { classOf, SEPARATOR } from '../text/classes';
import { fold } from '../text/fold';
import { suffixesOf } from './host';
import { decodeLabel } from './punycode';

export const standings = ['allowed', 'blocked', 'shortener', 'lookalike', 'unlisted'] as const;
/** What is known of a host. */
export interface Reputation {
  readonly standing: (typeof standings)[number];
  /** The list's entry, or the brand that the host looks like. */
  readonly entry?: string;
}

/** Hosts as `normaliseHost` has them; each stands for all that is under it. */
export interface HostLists {
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
  readonly shorteners: readonly string[];
  readonly brands: readonly { readonly name: string; readonly hosts: readonly string[] }[];
}

export interface HostReputations {
  of(host: string): Reputation;
  isListed(host: string): boolean;
}

/** The longest listed suffix decides; a look-up takes as many steps as the host has labels, however many are listed. */
export function compileHosts({ allowed, blocked, shorteners, brands }: HostLists): HostReputations {
  const listed = new Map<string, Reputation['standing']>();
  const put = (hosts: readonly string[], standing: Reputation['standing']) => {
    for (const host of hosts) listed.set(host, standing);
  };
  // Whoever is on two lists is on the stricter one.
  put([...brands.flatMap(({ hosts }) => hosts), ...allowed], 'allowed');
  put(shorteners, 'shortener');
  put(blocked, 'blocked');
  const bySkeleton = new Map(brands.map(({ name }) => [skeletonOf(name), name]));

  function entryOf(host: string): string | undefined {
    for (const suffix of suffixesOf(host)) if (listed.has(suffix)) return suffix;
    return undefined;
  }

  function of(host: string): Reputation {
    const entry = entryOf(host);
    if (entry !== undefined) return { standing: listed.get(entry) ?? 'unlisted', entry };
    const brand = brandIn(host);
    return brand === undefined ? { standing: 'unlisted' } : { standing: 'lookalike', entry: brand };
  }

  /** A brand by a part of a host that is written like it: `paypa1`, `secure-paypal`. */
  function brandIn(host: string): string | undefined {
    for (const label of host.split('.').map(decodeLabel)) {
      for (const part of [label, ...label.split('-')]) {
        const brand = bySkeleton.get(skeletonOf(part));
        if (brand !== undefined) return brand;
      }
    }
    return undefined;
  }

  return { of, isListed: (host) => entryOf(host) !== undefined };
}

/** The same for all that look alike: classes of the letters, repeated ones once. */
function skeletonOf(text: string): string {
  let [skeleton, last] = ['', SEPARATOR];
  for (const character of text) {
    for (const unit of fold(character.codePointAt(0) ?? 0)) {
      const each = classOf(unit);
      if (each !== SEPARATOR && each !== last) skeleton += String.fromCharCode(each);
      last = each;
    }
  }
  return skeleton;
}
