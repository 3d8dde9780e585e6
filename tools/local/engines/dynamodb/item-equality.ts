const setTypes = ['SS', 'NS', 'BS'];

/** Text that is the same for equal items: without the order of attributes, and of the members of sets. */
export function canonical(item: unknown): string {
  return JSON.stringify(ordered(item));
}

function ordered(value: unknown, type?: string): unknown {
  if (Array.isArray(value)) {
    return type && setTypes.includes(type) ? [...value].sort() : value.map((each) => ordered(each));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, ordered(inner, name)]));
}
