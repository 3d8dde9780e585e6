/**
 * What the names of items of a version of features begin with: each version has states, counts and ids of events of its own. The first has no
 * prefix, as there was none before there were others.
 */
export const prefixOf = (version: number): string => (version === 1 ? '' : `v${version}#`);
